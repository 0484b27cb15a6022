"""What is kept of alarms: pictures and clips."""
