"""Who somebody is: signing in with a phone number and a code, staying signed in, and what they may do."""
