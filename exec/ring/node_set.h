// exec/ring/node_set.h - a small set of nodes: a sorted vector without duplicates.
// Rings have a few to a few hundred members, so walking memory in a row beats any tree.
#pragma once

#include "base/ids.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <span>
#include <vector>

namespace baton::ring {

class NodeSet {
public:
    NodeSet() = default;
    NodeSet(std::initializer_list<NodeId> nodes) : NodeSet(std::vector<NodeId>(nodes)) {}
    explicit NodeSet(std::vector<NodeId> nodes) : nodes_(std::move(nodes)) {
        std::sort(nodes_.begin(), nodes_.end());
        nodes_.erase(std::unique(nodes_.begin(), nodes_.end()), nodes_.end());
    }

    [[nodiscard]] bool contains(NodeId node) const {
        return std::binary_search(nodes_.begin(), nodes_.end(), node);
    }
    [[nodiscard]] bool contains_all(const NodeSet& other) const {
        return std::includes(nodes_.begin(), nodes_.end(), other.nodes_.begin(),
                             other.nodes_.end());
    }
    void add(NodeId node) {
        const auto place = std::lower_bound(nodes_.begin(), nodes_.end(), node);
        if (place == nodes_.end() || *place != node) nodes_.insert(place, node);
    }
    void add(const NodeSet& other) {
        for (const NodeId node : other.nodes_) add(node);
    }
    void remove(NodeId node) { std::erase(nodes_, node); }

    [[nodiscard]] NodeSet without(const NodeSet& other) const {
        NodeSet rest;
        std::set_difference(nodes_.begin(), nodes_.end(), other.nodes_.begin(), other.nodes_.end(),
                            std::back_inserter(rest.nodes_));
        return rest;
    }
    [[nodiscard]] NodeSet within(const NodeSet& other) const {
        NodeSet both;
        std::set_intersection(nodes_.begin(), nodes_.end(), other.nodes_.begin(),
                              other.nodes_.end(), std::back_inserter(both.nodes_));
        return both;
    }
    // The member after `node` in ascending order, after the highest comes the lowest.
    [[nodiscard]] NodeId after(NodeId node) const {
        const auto place = std::upper_bound(nodes_.begin(), nodes_.end(), node);
        return place == nodes_.end() ? nodes_.front() : *place;
    }

    [[nodiscard]] const std::vector<NodeId>& list() const { return nodes_; }
    [[nodiscard]] NodeId lowest() const { return nodes_.empty() ? NodeId{} : nodes_.front(); }
    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    [[nodiscard]] bool empty() const { return nodes_.empty(); }
    [[nodiscard]] auto begin() const { return nodes_.begin(); }
    [[nodiscard]] auto end() const { return nodes_.end(); }
    friend bool operator==(const NodeSet&, const NodeSet&) = default;

private:
    std::vector<NodeId> nodes_;
};

} // namespace baton::ring
