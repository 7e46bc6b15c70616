// The TestKit grows with the components.
