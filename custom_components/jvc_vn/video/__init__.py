"""Video: one upstream for any number of viewers, clips and recordings."""
