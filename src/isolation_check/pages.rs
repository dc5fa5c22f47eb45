//! The routes of a tenant host's pages. A router does not tell its routes, so they stand here once more; a test compares
//! them with the source, and fails for one that is missing.

/// Path and methods of each page.
pub const PAGES: &[(&str, &[&str])] = &[
    ("/session", &["get"]),
    ("/logout", &["post"]),
    ("/language", &["post"]),
    ("/", &["get"]),
    ("/settings", &["get", "post"]),
    ("/settings/status", &["post"]),
    ("/settings/domains", &["get", "post"]),
    ("/settings/domains/{id}/check", &["post"]),
    ("/settings/domains/{id}/remove", &["post"]),
    ("/plan", &["get"]),
    ("/plan/milestones", &["post"]),
    ("/plan/milestones/{id}", &["get", "post"]),
    ("/plan/milestones/{id}/done", &["post"]),
    ("/plan/milestones/{id}/move", &["post"]),
    ("/plan/milestones/{id}/delete", &["post"]),
    ("/plan/tasks", &["post"]),
    ("/plan/tasks/{id}", &["get", "post"]),
    ("/plan/tasks/{id}/done", &["post"]),
    ("/plan/tasks/{id}/delete", &["post"]),
    ("/documents", &["get"]),
    ("/documents/upload", &["post"]),
    ("/documents/{document_id}", &["get"]),
    ("/documents/{document_id}/download", &["get"]),
    ("/documents/{document_id}/publish", &["post"]),
    ("/documents/{document_id}/rename", &["post"]),
    ("/documents/{document_id}/delete", &["post"]),
    ("/documents/{document_id}/approval", &["post"]),
    ("/file-requests", &["get", "post"]),
    ("/file-requests/{file_request_id}", &["get"]),
    ("/file-requests/{file_request_id}/decision", &["post"]),
    ("/messages", &["get"]),
    ("/messages/threads", &["post"]),
    ("/messages/{id}", &["get", "post"]),
    ("/people", &["get"]),
    ("/people/invite", &["post"]),
    ("/people/{user}/place", &["post"]),
    ("/people/{user}/remove", &["post"]),
    ("/invitations/{id}/revoke", &["post"]),
    ("/invitations/{id}/resend", &["post"]),
    ("/partners", &["post"]),
    ("/partners/{agency}", &["post"]),
    ("/partners/{agency}/remove", &["post"]),
    ("/view-as", &["post"]),
    ("/view-as/leave", &["post"]),
    ("/keys", &["get", "post"]),
    ("/keys/{id}/revoke", &["post"]),
];

/// Those that need no part in the project, so that there is nothing to cross: what a visitor does on the way in or out.
pub const OPEN: &[&str] = &["/session", "/logout", "/language"];

/// The app host's pages that name a project, or another row by its ID.
pub const APP_PAGES: &[(&str, &[&str])] = &[
    ("/projects/{project_id}/manage", &["get"]),
    ("/projects/{project_id}/limits", &["post"]),
    ("/projects/{project_id}/workspace", &["post"]),
    ("/projects/{project_id}/security", &["post"]),
    ("/projects/{project_id}/portal", &["get"]),
    ("/agency/{agency}/invite", &["post"]),
    ("/agency/{agency}/people/{user}/remove", &["post"]),
    ("/agency/{agency}/invitations/{id}/resend", &["post"]),
    ("/agency/{agency}/invitations/{id}/revoke", &["post"]),
    ("/admin/agencies/{agency}/admin", &["post"]),
    ("/requests/{id}", &["get"]),
    ("/requests/{id}/accept", &["post"]),
    ("/requests/{id}/decline", &["post"]),
    ("/account/sessions/{session_id}/end", &["post"]),
    ("/account/tokens/{id}/revoke", &["post"]),
];

/// Routes of the API outside of projects that ask for no log-in: whoever has a request's ID answers its mail.
pub const OPEN_API: &[&str] = &["/v1/intake/{submission_id}/confirm", "/v1/intake/{submission_id}/resend"];
/// What is for staff alone, so that its own person finds nothing there either.
pub const OF_STAFF: &[&str] = &["/v1/submissions/"];
