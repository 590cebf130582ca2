"""Days: calendar dates, weeks, months, festivals and terms of the Chinese calendar, durations, working days."""
