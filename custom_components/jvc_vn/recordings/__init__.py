"""Pictures and clips of what happened: kept in files, found again, cleaned up."""
