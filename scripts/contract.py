"""What scripts/contract adds to Schemathesis, which loads this file as its hooks: who asks, real rows instead of made-up
IDs, and no request that would end the look for those that follow. Run by itself it prints what each role tried.

Bodies and parameters that are made to be refused are left alone; only those that fit the description are made to mean
something, and of those every other one stays as it came.
"""

import atexit
import collections
import datetime
import email
import email.policy
import glob
import json
import os
import random
import re
import secrets
import sys
import time
import urllib.error
import urllib.request
import uuid

PASSWORD = "Lamba-mena-7-vanila"


class Service:
    """The running service, asked outside of the counted requests."""

    def __init__(self, directory):
        self.directory = directory
        with open(f"{directory}/data/run.json") as file:
            self.run = json.load(file)
        with open(f"{directory}/openapi.json") as file:
            self.described = json.load(file)
        self.host = self.run["urls"]["api"].split("//")[1]
        # The first is only read; calls that close a project, or lock people out of one, go to the second.
        self.project, self.spare = (
            url.split("//")[1].split(".")[0].upper() for url in self.run["urls"]["tenants"][:2]
        )

    def ask(self, method, path, token=None, body=None):
        headers = {"Host": self.host, "Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://{self.run['listen']}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                return json.loads(answer.read() or "null")
        except urllib.error.HTTPError as refused:
            raise RuntimeError(f"{method} {path}: {refused.code} {refused.read().decode()}") from None

    def person(self, role):
        login = next(login for login in self.run["logins"] if login["email"].startswith(f"{role}@"))
        return {"email": login["email"], "password": login["password"]}

    def log_in(self, role):
        return self.ask("POST", "/v1/auth/token", body=self.person(role))

    def credential(self, role):
        """A token of this role: a log-in's, a person's own that only reads, or a project's key with every scope."""
        if role not in ("token", "key"):
            return self.log_in(role)["access_token"]
        manager = self.log_in("manager")["access_token"]
        every = self.described["components"]["schemas"]["Scope"]["enum"]
        wish = {"name": "contract", "scopes": every, "expires_at": later(days=1)}
        if role == "token":
            wish["scopes"] = [scope for scope in every if scope.endswith(":read")]
            return self.ask("POST", "/v1/me/tokens", manager, wish)["token"]
        return self.ask("POST", f"/v1/projects/{self.project}/api-keys", manager, wish)["key"]

    def mailed(self, address, pattern):
        """What the last mail to this address says."""
        for _ in range(50):
            for path in sorted(glob.glob(f"{self.directory}/data/mail/*.eml"), key=os.path.getmtime, reverse=True):
                with open(path, "rb") as file:
                    mail = email.message_from_binary_file(file, policy=email.policy.default)
                found = re.search(pattern, mail.get_content()) if address in mail["To"] else None
                if found:
                    return found[1]
            time.sleep(0.1)
        raise RuntimeError(f"no mail to {address} says {pattern}")

    def invited(self, role=None):
        """An invitation into the project, or a partner's into her agency: to whom, and its token."""
        address = mailbox()
        body = {"email": address, "name": "Voahangy"}
        if role == "partner":
            partner = self.log_in("partner")["access_token"]
            agency = self.ask("GET", "/v1/agency", partner)["items"][0]["id"]
            self.ask("POST", f"/v1/agency/{agency}/invitations", partner, body)
        else:
            admin = self.log_in("admin")["access_token"]
            self.ask("POST", f"/v1/projects/{self.project}/invitations", admin, body | {"role": "client"})
        return address, self.mailed(address, r"token=(\S+)")

    def acceptance(self, role):
        return {"token": self.invited(role)[1], "password": PASSWORD, "name": "Voahangy"}

    def new_password(self):
        address, token = self.invited()
        self.ask("POST", "/v1/invitations/accept", body={"token": token, "password": PASSWORD, "name": "Voahangy"})
        self.ask("POST", "/v1/auth/password/forgot", body={"email": address})
        return {"token": self.mailed(address, r"password\?token=(\S+)"), "password": f"{PASSWORD}-1"}


def later(**span):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**span)).isoformat()


def mailbox():
    return f"{secrets.token_hex(6)}@contract-{secrets.token_hex(3)}.test"


def brief():
    return {
        "contact_name": "Voahangy", "email": mailbox(), "title": "Une boutique en ligne", "consent": True,
        "problem": "Nous vendons au marché", "solution": "Un site marchand", "audience": "Nos clients de Tana",
    }


def collection(template, parameter):
    """Where the rows that this path parameter names are listed or made."""
    return template.split("/{" + parameter + "}")[0]


def hook(service, role):
    import schemathesis

    chance = random.Random(role)
    rows = collections.defaultdict(set)
    counted = collections.Counter()
    made = collections.Counter()
    spared = set()

    def learn(template, body):
        for row in body.get("items", [body]) if isinstance(body, dict) else []:
            named = next((row[name] for name in ("user_id", "agency_id", "submission_id", "id") if name in row), None)
            if row.get("current"):
                spared.add(named)
            elif named:
                rows[template].add(named)
                if template == "/v1/partner-agencies":
                    rows["/v1/projects/{project_id}/partners"].add(named)

    paths = service.described["paths"]
    for who in ("manager", "admin", "partner", "client"):
        token = service.log_in(who)["access_token"]
        agencies = service.ask("GET", "/v1/agency", token)["items"]
        for template in sorted(path for path in paths if "get" in paths[path] and not path.endswith("}")):
            path = template.replace("{project_id}", service.project)
            if agencies:
                path = path.replace("{agency_id}", agencies[0]["id"])
            if "{" not in path:
                try:
                    learn(template, service.ask("GET", path, token))
                except RuntimeError:
                    pass  # not visible to the caller
    # Accounts of the callers themselves, which requests must not change.
    for who in ("manager", "admin", "partner", "client") if role == "anonymous" else ("manager", role):
        if who not in ("token", "key"):
            spared.add(service.ask("GET", "/v1/me", service.log_in(who)["access_token"])["id"])

    if role != "anonymous":
        lasting = service.credential(role) if role in ("token", "key") else None

        class Credential:
            def get(self, case, context):
                return lasting or service.credential(role)

            def set(self, case, data, context):
                case.headers["Authorization"] = f"Bearer {data}"

        # A log-in is proof for ten minutes. Each call of log-out has one of its own.
        leaving = "/v1/auth/logout"
        schemathesis.auth(refresh_interval=400).skip_for(path=leaving)(Credential)
        schemathesis.auth(refresh_interval=None).apply_to(path=leaving)(Credential)

    def some(template):
        return chance.choice(sorted(rows[template])) if rows[template] else None

    of_project = "/v1/projects/{project_id}"
    fields = {
        "email": mailbox,
        "client_email": mailbox,
        "manager_email": lambda: service.person("manager")["email"],
        "expires_at": lambda: later(days=30),
        "networks": lambda: ["203.0.113.0/24"],
        "ip_allow": lambda: ["203.0.113.0/24"],
        "totp": lambda: None,
        **dict.fromkeys(("name", "title", "body", "reason", "comment", "note", "organisation"), lambda: "Lamba"),
        "document_id": lambda: some(f"{of_project}/documents"),
        "file_request_id": lambda: some(f"{of_project}/file-requests"),
        "milestone_id": lambda: some(f"{of_project}/milestones"),
        "assignee_id": lambda: some(f"{of_project}/members"),
    }
    bodies = {
        "POST /v1/auth/token": lambda: service.person("client"),
        "POST /v1/auth/refresh": lambda: {"refresh_token": service.log_in("client")["refresh_token"]},
        "POST /v1/auth/password": service.new_password,
        "POST /v1/invitations/accept": lambda: service.acceptance(role),
        "POST /v1/intake": brief,
        f"POST {of_project}/domains": lambda: {"name": f"{secrets.token_hex(6)}.contract.test"},
        f"PATCH {of_project}/settings": lambda: {"plan": "standard", "session_minutes": 60, "client_mfa": True},
        f"POST {of_project}/uploads": lambda: {
            "name": "note.txt", "size": 5, "content_type": "text/plain", "kind": "other",
        },
    }

    @schemathesis.hook
    def before_call(context, case, kwargs):
        template, method = case.operation.path, case.method.upper()
        if method != case.operation.method.upper() or case.meta is None:
            return
        operation = f"{method} {template}"
        whole = case.meta.generation.mode.is_positive
        if case.path_parameters and not case.meta.is_negative_at(schemathesis.core.parameters.ParameterLocation.PATH):
            change = dict(case.path_parameters)
            for name in change:
                candidates = rows[collection(template, name)]
                if name == "project_id":
                    change[name] = chance.choice([service.project, service.project, service.project.lower()])
                elif name == "version":
                    change[name] = chance.choice([1, 1, change[name]])
                elif candidates and chance.random() < 0.8:
                    change[name] = chance.choice(sorted(candidates))
                if method in ("DELETE", "PATCH") and change[name] in spared:
                    change[name] = str(uuid.uuid4())
            case.path_parameters = change
        if operation in (f"PUT {of_project}/workspace", f"PATCH {of_project}/settings"):
            case.path_parameters["project_id"] = service.spare
        if not whole:
            return
        if "If-Match" in case.headers and chance.random() < 0.8:
            case.headers["If-Match"] = "*"
        try:
            mean_something(operation, case)
        except RuntimeError:
            pass  # a project sends a hundred invitations a day, for one: the body stays as it came

    def mean_something(operation, case):
        if operation == "POST /v1/intake/{submission_id}/confirm" and made[operation] < 3:
            made[operation] += 1
            asked = brief()
            submission = service.ask("POST", "/v1/intake", body=asked)["submission_id"]
            case.path_parameters = {"submission_id": submission}
            case.body = {"code": service.mailed(asked["email"], r"(?m)^(\d{6})\b")}
        elif operation in bodies and made[operation] < 10 and chance.random() < 0.5:
            made[operation] += 1
            case.body = bodies[operation]()
            if operation == "POST /v1/invitations/accept":
                case.headers.pop("Authorization", None)  # the invitation is somebody else's
        elif isinstance(case.body, dict) and chance.random() < 0.5:
            case.body = {name: fields.get(name, lambda: value)() for name, value in case.body.items()}

    @schemathesis.hook
    def after_call(context, case, response):
        template, method = case.operation.path, response.request.method
        counted[f"{method} {template}", response.status_code] += 1
        if method == "DELETE" and response.status_code == 204:
            rows[template.rsplit("/", 1)[0]].discard(list(case.path_parameters.values())[-1])
        elif method in ("GET", "POST") and response.status_code in (200, 201, 202) and not template.endswith("}"):
            try:
                learn(template, response.json())
            except ValueError:
                pass
        if template == f"{of_project}/uploads" and response.status_code == 201 and case.body.get("size") == 5:
            ticket = response.json()
            upload = urllib.request.Request(ticket["url"], b"hello", ticket["headers"], method=ticket["method"])
            try:
                urllib.request.urlopen(upload).close()
            except urllib.error.HTTPError:
                pass  # five bytes of another checksum were announced

    @atexit.register
    def write_down():
        with open(f"{service.directory}/{role}.counts", "w") as file:
            json.dump([[operation, status, times] for (operation, status), times in counted.items()], file)


def report(directory, roles):
    """A line for each role; fails when one left an operation untried."""
    with open(f"{directory}/openapi.json") as file:
        described = {
            f"{method.upper()} {path}"
            for path, item in json.load(file)["paths"].items()
            for method in item
            if method != "parameters"
        }
    untried, done = {}, set()
    print(f"\n{'role':<10} {'operations':>10} {'requests':>9}  answers")
    for role in roles:
        try:
            with open(f"{directory}/{role}.counts") as file:
                counts = json.load(file)
        except FileNotFoundError:
            counts = []
        statuses = collections.Counter()
        for _, status, times in counts:
            statuses[status] += times
        tried = {operation for operation, _, _ in counts} & described
        done |= {operation for operation, status, _ in counts if status < 400}
        if described - tried:
            untried[role] = sorted(described - tried)
        answers = " ".join(f"{status}:{times}" for status, times in sorted(statuses.items()))
        print(f"{role:<10} {len(tried):>6}/{len(described)} {sum(statuses.values()):>9}  {answers}")
    if described - done:
        print(f"\nRefused to everybody here: {', '.join(sorted(described - done))}")
    for role, operations in untried.items():
        print(f"\nNever tried as {role}: {', '.join(operations)}")
    return 1 if untried else 0


if os.environ.get("CONTRACT_ROLE"):
    hook(Service(os.environ["CONTRACT_DIR"]), os.environ["CONTRACT_ROLE"])
elif __name__ == "__main__":
    sys.exit(report(sys.argv[1], sys.argv[2:]))
