"""Where this project makes a new site faster than Django would."""
