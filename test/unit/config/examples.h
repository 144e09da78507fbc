// test/unit/config/examples.h - whole files in the manner of the tools that write them.
#pragma once

namespace baton::config::test {

// three nodes, two links
constexpr const char* kPcs = R"(totem {
    version: 2
    cluster_name: shop
    transport: knet
    crypto_cipher: aes256
    crypto_hash: sha256
    cluster_uuid: 3f0c4e0b6f5b4c8f9d1c2a7e5b6d7f80
    token: 10000
}

nodelist {
    node {
        ring0_addr: 192.0.2.11
        ring1_addr: 198.51.100.11
        name: db1
        nodeid: 1
    }

    node {
        ring0_addr: 192.0.2.12
        ring1_addr: 198.51.100.12
        name: db2
        nodeid: 2
    }

    node {
        ring0_addr: 192.0.2.13
        ring1_addr: 198.51.100.13
        name: db3
        nodeid: 3
    }
}

quorum {
    provider: corosync_votequorum
}

logging {
    to_logfile: yes
    logfile: /var/log/cluster/corosync.log
    to_syslog: yes
    timestamp: on
}
)";

// two nodes and a quorum device
constexpr const char* kProxmox = R"(logging {
  debug: off
  to_syslog: yes
}

nodelist {
  node {
    name: pve1
    nodeid: 1
    quorum_votes: 1
    ring0_addr: 192.0.2.21
    ring1_addr: 198.51.100.21
  }
  node {
    name: pve2
    nodeid: 2
    quorum_votes: 1
    ring0_addr: 192.0.2.22
    ring1_addr: 198.51.100.22
  }
}

quorum {
  device {
    model: net
    net {
      algorithm: ffsplit
      host: 192.0.2.5
      tls: on
    }
    votes: 1
  }
  provider: corosync_votequorum
}

totem {
  cluster_name: rack7
  config_version: 6
  interface {
    knet_link_priority: 20
    linknumber: 0
  }
  interface {
    knet_link_priority: 10
    linknumber: 1
  }
  ip_version: ipv4-6
  link_mode: passive
  secauth: on
  version: 2
}
)";

// grown over the years; encrypts on udpu, which no longer works
constexpr const char* kCrmsh = R"(# Please read the corosync.conf.5 manual page
totem {
    version: 2
    cluster_name: hacluster
    clear_node_high_bit: yes
    crypto_cipher: aes256
    crypto_hash: sha1
    token: 5000
    join: 60
    max_messages: 20
    token_retransmits_before_loss_const: 10
    rrp_mode: passive
    transport: udpu
    interface {
        ringnumber: 0
        bindnetaddr: 192.0.2.0
        mcastport: 5405
        ttl: 1
    }
}
logging {
    fileline: off
    to_stderr: no
    to_logfile: no
    logfile: /var/log/cluster/corosync.log
    to_syslog: yes
    debug: off
    timestamp: on
    logger_subsys {
        subsys: QUORUM
        debug: off
    }
}
nodelist {
    node {
        ring0_addr: 192.0.2.31
        nodeid: 1
    }
    node {
        ring0_addr: 192.0.2.32
        nodeid: 2
    }
}
quorum {
    provider: corosync_votequorum
    expected_votes: 2
    two_node: 1
}
)";

// the smallest that starts
constexpr const char* kMinimal = R"(totem {
    version: 2
    cluster_name: one
}
nodelist {
    node {
        ring0_addr: 192.0.2.1
        nodeid: 1
    }
}
)";

} // namespace baton::config::test
