"""What the kernel does in a function, by the function's name."""

import re

# Kinds of work of the kernel: the first whose pattern fits the beginning of a function's name.
KINDS = (
    ("kernel: idle", r"default_idle|pv_native_safe_halt|native_safe_halt|acpi_idle|intel_idle|cpuidle|"
                     r"cpu_idle|do_idle|mwait_idle|arch_cpu_idle|acpi_safe_halt|poll_idle|tick_nohz_idle"),
    ("kernel: copy", r"_?_?copy_|rep_movs|rep_stos|memcpy|memset|memmove|csum_|clear_page|skb_copy|"
                     r"__skb_datagram_iter|simple_copy|_copy_|skb_store_bits|__pi_mem"),
    ("kernel: wake-ups", r"try_to_wake_up|ttwu|wake_|__wake_|autoremove_wake|default_wake|ep_poll_callback|"
                         r"ep_autoremove|sock_def_readable|select_task_rq|select_idle|available_idle|"
                         r"futex_wake|signal_wake|kick_|resched_curr|wakeup_|sock_wfree|sched_ttwu|"
                         r"__smp_call|smp_call|native_smp_send|x2apic_send|hrtimer_wakeup|swake"),
    ("kernel: scheduling", r"__?schedule|schedule|pick_|__pick_|(__)?(en|de)queue_(task|entit)|update_(curr|"
                           r"load|rq|cfs|se|min|sd|blocked)|sched_|finish_task_switch|__switch_to|switch_|"
                           r"psi_|set_next|put_prev|prepare_task|reweight|place_entity|task_tick|"
                           r"avg_vruntime|dl_|__update_load|raw_spin_rq|cpuacct|context_switch|"
                           r"native_load|cgroup_rstat|__cgroup_account|yield_|do_sched|requeue|vruntime|"
                           r"newidle|balance_|load_balance|prepare_to_wait|finish_wait|rebalance|entity_"),
    ("kernel: waiting (poll, epoll, futex)",
     r"fdget|(do_)?e?poll|__x64_sys_(e?p?poll|futex|eventfd)|do_sys_poll|ep_|(__)?fget|fput|__fdget|futex|"
     r"do_futex|eventfd|sock_poll|udp_poll|datagram_poll|unix_poll|pollwake|__pollwait|add_wait|remove_wait|"
     r"hrtimer|clock_nanosleep|poll_|do_epoll|select_estimate|get_futex|plist|unqueue_me|timerqueue|"
     r"__hrtimer|set_user_sigmask|restore_saved"),
    ("kernel: udp and ip", r"udp|__udp|ip_|__ip|ip4|ip6|ipv6|ipv4|inet|fib|rt_|dst_|neigh|arp|sock|__sock|"
                           r"skb|__skb|kfree_skb|consume_skb|__alloc_skb|alloc_skb|__build_skb|napi|"
                           r"__napi|net_|__net|netif|__netif|dev_|__dev|veth|br_|__br|nf_|gro|gso|"
                           r"sys_send|sys_recv|__sys_send|__sys_recv|___sys|____sys|__x64_sys_(send|recv)|"
                           r"move_addr|eth_|process_backlog|enqueue_to_backlog|validate_xmit|qdisc|"
                           r"__local_bh|local_bh|do_softirq|__do_softirq|handle_softirqs|recvmsg|"
                           r"import_ubuf|import_iovec|sendmsg|should_deliver|deliver_|fdb_|mc_|packet_|"
                           r"loopback|siphash|xmit|lookup_reuseport|compute_score|security_sock|aa_|"
                           r"apparmor_sock|__import_iovec|do_recvmmsg|do_send|copy_msghdr|__copy_msghdr"),
    ("kernel: unix sockets", r"unix_|scm_"),
    ("kernel: memory", r"kmem|__kmem|kmalloc|__kmalloc|kfree|slab|__slab|___slab|free_|__free|get_page|"
                       r"alloc_pages|__alloc|alloc_|page_|folio|handle_mm|do_(anon|user|fault|page)|exc_page|"
                       r"asm_exc_page|lru|vma|mt_|mas_|rmqueue|memcg|mod_|__mod|obj_cgroup|refill_|"
                       r"try_charge|__memcg|mem_cgroup|get_mem_cgroup|consume_stock|__count_memcg|"
                       r"unmap|zap|shmem|filemap|put_page|pte_|lock_vma|flush_tlb|clear_"),
    ("kernel: locks", r"_raw_spin|_raw_read|_raw_write|mutex|__mutex|native_queued|__pv_queued|"
                      r"__raw_callee_save___pv|down_|up_|rwsem|__rwsem|osq_"),
    ("kernel: system calls and interrupts",
     r"entry_|do_syscall|syscall_|__x64_sys|x64_sys|asm_|irq|__irq|exc_|sysvec|error_entry|"
     r"restore_regs|ret_from|common_interrupt|fpregs|arch_exit|exit_to_user|clear_bhb|srso|"
     r"__x86_|its_|rcu|__rcu|ktime|read_tsc|timekeeping|"
     r"pvclock|kvm_clock|__get_user|__put_user|fault_in|__fentry"),
)
COMPILED = [(name, re.compile(f"(?:{pattern})")) for name, pattern in KINDS]
IDLE, REST = KINDS[0][0], "kernel: the rest"


def kind_of(symbol):
    """What the kernel does in a function."""
    for name, pattern in COMPILED:
        if pattern.match(symbol):
            return name
    return REST
