// test/oracle/checker.h - one family of properties, and where all report what they find.
#pragma once

#include "oracle/oracle.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace oracle {

class Report {
public:
    static constexpr std::size_t kKept = 100; // more are counted only

    void violated(const char* property, Time time, std::string text);
    void count(const char* what) { ++counts_[what]; }
    // The count itself, for what happens too often to be looked up by name. It stays where it is.
    std::uint64_t& counter(const char* what) { return counts_[what]; }

    [[nodiscard]] const std::vector<Violation>& violations() const { return violations_; }
    [[nodiscard]] const std::map<std::string, std::uint64_t>& counts() const { return counts_; }

private:
    std::vector<Violation> violations_;
    std::map<std::string, std::uint64_t> counts_;
};

class Checker {
public:
    explicit Checker(Report& report) : report_(report) {}
    virtual ~Checker() = default;
    virtual void take(const Event& event) = 0;
    virtual void originate(Time, Node, const Originate&) {}
    virtual void deliver(Time, Node, const Deliver&) {}
    virtual void finish(bool quiescent) = 0;

protected:
    Report& report_;
};

} // namespace oracle
