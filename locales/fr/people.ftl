account-tabs = Pages de mon compte
account-tab-profile = Profil
account-tab-security = Sécurité
account-tab-sessions = Sessions
account-tab-identities = Autres connexions
account-tab-tokens = Jetons d’accès
