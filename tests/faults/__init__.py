"""What is broken on purpose: killed services, lost power, full disks, a database away, wrong clocks, poisoned rules."""
