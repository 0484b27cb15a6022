"""What is known of a camera, and how it is read and written."""
