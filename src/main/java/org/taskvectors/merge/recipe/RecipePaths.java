package org.taskvectors.merge.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FarFiles;
import org.taskvectors.file.Shown;

/// Looks for models beside a recipe's file, and elsewhere only where a person has allowed it.
///
/// `organisation/name` and `hf:…` are names on a hub, and never guessed to be paths;
/// `./folder/model` is a path. Links are followed before it is asked whether a place is allowed.
public final class RecipePaths implements ModelResolver {
    private static final Pattern HUB =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,95})/([A-Za-z0-9][A-Za-z0-9._-]{0,95})");

    /// What stands behind `hf:`: a model, its revision, a file or folder in it.
    private static final Pattern NAME =
            Pattern.compile(
                    "[A-Za-z0-9][\\w.-]*(?:/[A-Za-z0-9][\\w.-]*)?(?:@[\\w./-]+)?(?::[^:/\\p{Cntrl}][^:\\p{Cntrl}]*)?");

    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

    private final Path folder;
    private final List<Path> allowed;
    private final Reach reach;

    /// @param folder the recipe's own; what lies in it is allowed
    /// @param reach other folders that a recipe may name, as absolute paths or with `..` (the root
    ///   of the file system for everything), and models on a hub
    public RecipePaths(Path folder, Reach reach) {
        this.folder = folder.toAbsolutePath().normalize();
        this.reach = reach;
        allowed = reach.allowed().stream().map(one -> one.toAbsolutePath().normalize()).toList();
    }

    @Override
    public Located locate(ModelName name) throws Failure {
        String text = name.path();
        if (text.startsWith(FarFiles.BEGINNING)) {
            String id = name.text().substring(FarFiles.BEGINNING.length()).replaceFirst("^//", "");
            if (!NAME.matcher(id).matches() || id.contains("..")) {
                throw Failure.of(
                        RecipeProblem.NOT_A_PATH,
                        null,
                        "'" + Shown.of(name.text()) + "' is no name of a model on a hub",
                        "Write hf:organisation/name, with @revision where you mean one");
            }
            return onHub(id, Optional.empty());
        }
        if (ADDRESS.matcher(text).matches() && !isDrive(text)) {
            throw Failure.of(
                    RecipeProblem.NOT_A_PATH,
                    null,
                    "'" + Shown.of(text) + "' is an address, and a recipe names models",
                    "Write a model on a hub as organisation/name or hf:organisation/name; otherwise"
                            + " name a folder or a file on this machine");
        }
        Matcher hub = HUB.matcher(text);
        if (hub.matches()) {
            return onHub(name.text(), besides(text));
        }
        if (name.revision().isPresent()) {
            throw Failure.of(
                    RecipeProblem.NOT_A_PATH,
                    null,
                    "'"
                            + Shown.of(name.text())
                            + "' has a revision, and only models on the hub have one",
                    "Remove what stands behind the @");
        }
        return new Located.Local(local(text));
    }

    private Located onHub(String id, Optional<Path> besides) {
        return Optional.ofNullable(reach.named().get(id))
                .<Located>map(Located.Local::new)
                .orElseGet(() -> new Located.Hub(id, besides));
    }

    /// `C:` is a drive, where there are any.
    private static boolean isDrive(String text) {
        return text.length() > 1 && text.charAt(1) == ':';
    }

    private Optional<Path> besides(String text) {
        Path path = folder.resolve(text);
        return Files.exists(path) ? Optional.of(path) : Optional.empty();
    }

    private Path local(String text) throws Failure {
        Path path;
        try {
            path = folder.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw Failure.of(
                            RecipeProblem.NOT_A_PATH,
                            null,
                            "'" + Shown.of(text) + "' is no path: " + e.getReason(),
                            "")
                    .causedBy(e);
        }
        if (!isAllowed(path, folder, allowed)) {
            // Before the file system is asked, so that a recipe learns nothing of other places.
            throw refused(text);
        }
        if (!Files.exists(path)) {
            throw Failure.of(
                    RecipeProblem.PATH_NOT_FOUND,
                    path,
                    "there is nothing of this name",
                    text.startsWith("~")
                            ? "~ is not read as the home folder; write the whole path"
                            : "Paths begin at the recipe's own folder; names on the hub have the"
                                    + " form organisation/name");
        }
        try {
            if (!isAllowed(path.toRealPath(), real(folder), real(allowed))) {
                throw refused(text);
            }
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw Failure.of(
                            RecipeProblem.PATH_NOT_FOUND,
                            path,
                            "this cannot be opened: " + e.getMessage(),
                            "")
                    .causedBy(e);
        }
        return path;
    }

    private static boolean isAllowed(Path path, Path folder, List<Path> allowed) {
        return path.startsWith(folder) || allowed.stream().anyMatch(path::startsWith);
    }

    private static Path real(Path folder) throws IOException {
        return Files.exists(folder) ? folder.toRealPath() : folder;
    }

    private static List<Path> real(List<Path> folders) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path one : folders) {
            found.add(real(one));
        }
        return found;
    }

    private Failure refused(String text) {
        return Failure.of(
                RecipeProblem.PATH_NOT_ALLOWED,
                null,
                "'" + Shown.of(text) + "' lies outside " + Shown.of(folder),
                "Allow its folder (--allow-paths), open the model in the library too, or put the"
                        + " recipe beside its models");
    }
}
