"""Order numbers, their last digits, and carriers' tracking numbers."""
