"""Articles, policies and notices, from the city's folder and from the desk; two people read each before readers do."""
