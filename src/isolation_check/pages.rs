//! Routes of a tenant host's pages. A router does not list its routes, so they are repeated here; a test compares them
//! with the source.

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

/// Pages that need no role in the project, so there is nothing to cross: log-in, log-out, language.
pub const OPEN: &[&str] = &["/session", "/logout", "/language"];

/// Pages of the app host that name a project, or another row by its ID.
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

/// API routes outside of projects without a log-in: the ID of an intake request is the credential.
pub const OPEN_API: &[&str] = &["/v1/intake/{submission_id}/confirm", "/v1/intake/{submission_id}/resend"];
/// Routes for staff alone, which refuse the tenant's own person too.
pub const OF_STAFF: &[&str] = &["/v1/submissions/"];
