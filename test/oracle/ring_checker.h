// test/oracle/ring_checker.h - a checker of rings: it looks at the track before that moves on.
#pragma once

#include "oracle/checker.h"
#include "oracle/text.h"
#include "oracle/track.h"

#include <deque>

namespace oracle {

class RingChecker : public Checker {
public:
    RingChecker(Report& report, Track& track) : Checker(report), track_(track) {}
    // Nobody is on this ring any more, or will be.
    virtual void retire(RingRecord&, Time) {}

protected:
    Track& track_;
};

// What a checker notes of each process.
template <class Note>
class PerProcess {
public:
    Note& operator[](const Process& process) {
        if (process.place >= notes_.size()) notes_.resize(process.place + 1);
        return notes_[process.place];
    }

private:
    std::deque<Note> notes_; // does not move them when it grows
};

} // namespace oracle
