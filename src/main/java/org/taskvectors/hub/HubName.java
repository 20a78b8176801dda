package org.taskvectors.hub;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.taskvectors.file.Failure;
import org.taskvectors.file.RepositoryName;
import org.taskvectors.file.Shown;

/// What a person calls a model on a hub: `hf:org/name[@revision][:file]`.
///
/// @param repository `org/name`, or the bare name that a few old models have
/// @param revision a branch, a tag, `refs/pr/1` or a commit; empty for the main branch
/// @param file a file or a folder of the repository, with `/` between its parts; it never leads out
///   of the repository
public record HubName(String repository, Optional<String> revision, Optional<String> file) {
    private static final String SCHEME = "hf:";
    private static final int LONGEST_REVISION = 255;

    /// What Git allows in the name of a branch or a tag, without what a shell would read.
    private static final Pattern REVISION =
            Pattern.compile("[\\w.+#=,%-]+(?:/[\\w.+#=,%-]+)*", Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /// The hub's own hosts, whose pages people copy the address of.
    private static final Set<String> HOSTS =
            Set.of("huggingface.co", "www.huggingface.co", "hf.co");

    /// What may stand behind a repository's name in the address of a page.
    private static final Set<String> PAGES =
            Set.of("tree", "blob", "resolve", "raw", "commit", "commits", "discussions");

    /// Beginnings of addresses of what is no model.
    private static final Set<String> NO_MODELS =
            Set.of(
                    "datasets",
                    "spaces",
                    "docs",
                    "blog",
                    "papers",
                    "collections",
                    "models",
                    "settings",
                    "api",
                    "join",
                    "login",
                    "pricing",
                    "organizations",
                    "kernels",
                    "buckets",
                    "posts",
                    "learn",
                    "tasks",
                    "chat",
                    "new");

    /// @throws IllegalArgumentException if a part is not what [#parse] lets through
    public HubName {
        if (!RepositoryName.isOne(repository)
                || revision.filter(one -> !isRevision(one)).isPresent()
                || file.filter(one -> !isPath(one)).isPresent()) {
            throw new IllegalArgumentException(repository + " " + revision + " " + file);
        }
    }

    /// Whether a text is meant as the name of a model on a hub, right or wrong: it begins with
    /// `hf:`, or is an address on the hub or below `endpoint`.
    public static boolean isMeant(String text, URI endpoint) {
        String name = text.strip();
        return name.startsWith(SCHEME) || page(name, endpoint).isPresent();
    }

    /// Reads a name or the address of a page, a file or a folder on the hub.
    ///
    /// @throws Failure [HubProblem#NAME]
    public static HubName parse(String text) throws Failure {
        return parse(text, HubSettings.HUB);
    }

    /// Reads the same, also addresses below another hub's address.
    ///
    /// @throws Failure [HubProblem#NAME]
    public static HubName parse(String text, URI endpoint) throws Failure {
        String name = text.strip();
        if (name.startsWith(SCHEME + "//")) {
            return ofUri(name.substring(SCHEME.length() + 2), text);
        }
        if (name.startsWith(SCHEME)) {
            return ofName(name.substring(SCHEME.length()), text);
        }
        Optional<String> page = page(name, endpoint);
        if (page.isPresent()) {
            return ofPage(page.get(), text);
        }
        throw wrong(text, "it is no name of a model on the hub");
    }

    /// Reads the same where nothing but a model on a hub can be meant, so that `hf:` may be left
    /// out: `org/name[@revision][:file]`.
    ///
    /// @throws Failure [HubProblem#NAME]
    public static HubName parseMeant(String text, URI endpoint) throws Failure {
        String name = text.strip();
        return isMeant(name, endpoint) || name.contains("://")
                ? parse(text, endpoint)
                : ofName(name, text);
    }

    /// Returns the same repository and revision with this file or folder.
    ///
    /// @throws IllegalArgumentException if the path leads out of the repository
    public HubName withFile(String path) {
        return new HubName(repository, revision, Optional.of(path));
    }

    /// Returns the same repository and revision as a whole.
    public HubName withoutFile() {
        return new HubName(repository, revision, Optional.empty());
    }

    /// Returns the same with this revision.
    public HubName at(String newRevision) {
        return new HubName(repository, Optional.of(newRevision), file);
    }

    /// Returns the last part of the repository's name.
    public String shortName() {
        return repository.substring(repository.indexOf('/') + 1);
    }

    /// Returns the revision that is asked for.
    public String revisionOrMain() {
        return revision.orElse("main");
    }

    /// Whether the revision is a whole commit, so that it cannot come to mean another.
    public boolean isPinned() {
        return revision.filter(HubName::isCommit).isPresent();
    }

    /// Returns the name as a person writes it.
    public String text() {
        return SCHEME
                + repository
                + revision.map(one -> "@" + one).orElse("")
                + file.map(one -> ":" + one).orElse("");
    }

    @Override
    public String toString() {
        return text();
    }

    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    /// Whether a path stays in its repository, and is written in one way: no empty part, no `.` or
    /// `..`, no control characters, no half of a pair of surrogates, which no address can name.
    static boolean isPath(String path) {
        return !path.isEmpty()
                && path.codePoints()
                        .noneMatch(
                                c ->
                                        Character.isISOControl(c)
                                                || c == '\\'
                                                || Character.getType(c) == Character.SURROGATE)
                && Arrays.stream(path.split("/", -1))
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }

    private static boolean isRevision(String text) {
        return text.length() <= LONGEST_REVISION
                && REVISION.matcher(text).matches()
                && !text.contains("..");
    }

    private static HubName ofName(String name, String text) throws Failure {
        int colon = name.indexOf(':');
        String before = colon < 0 ? name : name.substring(0, colon);
        Optional<String> file =
                colon < 0 ? Optional.empty() : Optional.of(name.substring(colon + 1));
        int at = before.indexOf('@');
        return checked(
                at < 0 ? before : before.substring(0, at),
                at < 0 ? Optional.empty() : Optional.of(before.substring(at + 1)),
                file,
                text);
    }

    /// The form of the hub's own tools: `hf://org/name[@revision]/file`, where a revision has no
    /// `/` unless it is one of `refs/…`.
    private static HubName ofUri(String name, String text) throws Failure {
        List<String> parts = new ArrayList<>(List.of(name.split("/", -1)));
        if (parts.size() > 2 && parts.getFirst().equals("models")) {
            parts.removeFirst();
        }
        if (NO_MODELS.contains(parts.getFirst())) {
            throw wrong(text, "it names no model");
        }
        if (parts.size() < 2) {
            return ofName(name, text);
        }
        String second = parts.get(1);
        int at = second.indexOf('@');
        String repository = parts.get(0) + "/" + (at < 0 ? second : second.substring(0, at));
        List<String> rest = new ArrayList<>(parts.subList(2, parts.size()));
        Optional<String> revision = Optional.empty();
        if (at >= 0) {
            rest.addFirst(second.substring(at + 1));
            revision = Optional.of(takeRevision(rest));
        }
        return checked(repository, revision, joined(rest), text);
    }

    /// Returns what stands behind the hub's address, without query and fragment; empty if the text
    /// is no address on a hub.
    private static Optional<String> page(String text, URI endpoint) {
        String rest = text;
        String lower = text.toLowerCase(Locale.ROOT);
        String scheme = "";
        for (String one : List.of("https://", "http://")) {
            if (lower.startsWith(one)) {
                scheme = one;
                rest = text.substring(one.length());
            }
        }
        int end = rest.length();
        for (char c : new char[] {'?', '#'}) {
            int found = rest.indexOf(c);
            end = found < 0 ? end : Math.min(end, found);
        }
        rest = rest.substring(0, end);
        int slash = rest.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String host = rest.substring(0, slash).toLowerCase(Locale.ROOT);
        String path = rest.substring(slash);
        if (HOSTS.contains(host)) {
            return Optional.of(path.substring(1));
        }
        String own = endpoint.getRawAuthority() == null ? "" : endpoint.getRawAuthority();
        String below = endpoint.getRawPath() == null ? "" : endpoint.getRawPath();
        String prefix = below.endsWith("/") ? below : below + "/";
        return !scheme.isEmpty() && host.equalsIgnoreCase(own) && path.startsWith(prefix)
                ? Optional.of(path.substring(prefix.length()))
                : Optional.empty();
    }

    private static HubName ofPage(String page, String text) throws Failure {
        List<String> parts = new ArrayList<>();
        for (String part : page.split("/", -1)) {
            if (!part.isEmpty()) {
                parts.add(decoded(part, text));
            }
        }
        if (parts.isEmpty()) {
            throw wrong(text, "it is the hub's address, and names no model");
        }
        if (NO_MODELS.contains(parts.getFirst())) {
            throw wrong(text, "it is the address of something else on the hub, and not of a model");
        }
        String repository = parts.removeFirst();
        if (!parts.isEmpty() && !PAGES.contains(parts.getFirst())) {
            repository += "/" + parts.removeFirst();
        }
        if (parts.isEmpty() || parts.getFirst().equals("discussions")) {
            return checked(repository, Optional.empty(), Optional.empty(), text);
        }
        if (!PAGES.contains(parts.getFirst())) {
            throw wrong(text, "it is the address of no model, file or folder on the hub");
        }
        parts.removeFirst();
        Optional<String> revision =
                parts.isEmpty() ? Optional.empty() : Optional.of(takeRevision(parts));
        return checked(repository, revision, joined(parts), text);
    }

    private static String takeRevision(List<String> parts) {
        String first = parts.removeFirst();
        if (first.equals("refs") && parts.size() >= 2) {
            return first + "/" + parts.removeFirst() + "/" + parts.removeFirst();
        }
        // The hub's own tools write the separators of a revision as %2F.
        return first.replace("%2F", "/").replace("%2f", "/");
    }

    private static Optional<String> joined(List<String> parts) {
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("/", parts));
    }

    private static String decoded(String part, String text) throws Failure {
        try {
            // A plus stands for itself in a path.
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong(text, "it has a % that stands for nothing").causedBy(e);
        }
    }

    private static HubName checked(
            String repository, Optional<String> revision, Optional<String> file, String text)
            throws Failure {
        if (!RepositoryName.isOne(repository)) {
            throw wrong(text, "“" + Shown.of(repository) + "” is no name of a repository");
        }
        if (revision.filter(one -> !isRevision(one)).isPresent()) {
            throw wrong(text, "“" + Shown.of(revision.get()) + "” is no branch, tag or commit");
        }
        if (file.filter(one -> !isPath(one)).isPresent()) {
            throw wrong(text, "“" + Shown.of(file.get()) + "” is no file of a repository");
        }
        return new HubName(repository, revision, file);
    }

    private static Failure wrong(String text, String what) {
        return Failure.of(HubProblem.NAME, null, what, HubProblem.NAME.advice())
                .at(Shown.of(text.strip()));
    }
}
