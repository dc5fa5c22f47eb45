account-tabs = Pages of my account
account-tab-profile = Profile
account-tab-security = Security
account-tab-sessions = Sessions
account-tab-identities = Other sign-ins
account-tab-tokens = Access tokens
