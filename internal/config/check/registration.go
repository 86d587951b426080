package check

// registration makes sure that whoever lets strangers register has said so.
func (c *checker) registration() {
	r := c.file.Registration
	switch token := r.InitialAccessToken; {
	case token != "" && len(token) < shortestToken:
		c.Wrong("registration.initial_access_token", "must have at least 32 characters, so that nobody guesses it; openssl rand -hex 32 makes one")
	case token != "" && r.Open:
		c.Wrong("registration.open", "has no use beside initial_access_token: leave out one of the two")
	case r.Enabled && token == "" && !r.Open:
		c.Wrong("registration.enabled", "needs initial_access_token_file, which holds what applications must bring; or open: true, which lets anybody register")
	}
}
