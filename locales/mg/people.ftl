account-tabs = Pejin’ny kaontiko
account-tab-profile = Mombamomba ahy
account-tab-security = Fiarovana
account-tab-sessions = Fidirana misokatra
account-tab-identities = Fidirana hafa
account-tab-tokens = Famantarana fidirana
