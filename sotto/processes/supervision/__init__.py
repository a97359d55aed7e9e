"""What runs, in one table, rendered to supervisord for `bin/up` and to systemd units."""
