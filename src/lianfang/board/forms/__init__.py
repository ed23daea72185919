"""Forms made from a register's shape: what is asked, what was answered, and what is written."""
