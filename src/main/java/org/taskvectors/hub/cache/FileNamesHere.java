package org.taskvectors.hub.cache;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.taskvectors.file.Shown;

/// Which names the files of a cache can have: on every system, as caches are shared and copied, and
/// on this one.
///
/// @param isWindows whether the names that Windows keeps for itself are refused
record FileNamesHere(boolean isWindows) {
    private static final Pattern REFUSED = Pattern.compile("[\\x00-\\x1f\\x7f\\\\:*?\"<>|]");
    private static final Pattern OF_WINDOWS =
            Pattern.compile(
                    "(?:CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(?:COM|LPT)[0-9¹²³])(?: *\\..*)?",
                    Pattern.CASE_INSENSITIVE);
    private static final int LONGEST = 1_024;

    /// What the usual file systems give a name.
    private static final int LONGEST_PART = 255;

    static FileNamesHere ofSystem() {
        return new FileNamesHere(
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows"));
    }

    /// Returns why a file cannot have a name, a sentence without its full stop; empty where it can.
    ///
    /// @param name whose parts are parted by `/`
    /// @param folder in which it would lie
    Optional<String> refusal(Path folder, String name) {
        if (name.length() > LONGEST) {
            return Optional.of("a name has at most " + LONGEST + " letters");
        }
        Matcher refused = REFUSED.matcher(name);
        if (refused.find()) {
            return Optional.of(
                    "not every system allows " + Shown.of(refused.group()) + " in names");
        }
        List<String> parts = List.of(name.split("/", -1));
        if (parts.stream().anyMatch(FileNamesHere::isNoPart)) {
            return Optional.of("it leads out of its folder");
        }
        if (parts.stream()
                .anyMatch(part -> part.getBytes(StandardCharsets.UTF_8).length > LONGEST_PART)) {
            return Optional.of("a part of a name has at most " + LONGEST_PART + " bytes");
        }
        if (isWindows && parts.stream().anyMatch(FileNamesHere::isOfWindows)) {
            return Optional.of("Windows keeps such names for itself");
        }
        return ofDisk(folder, name);
    }

    private static boolean isNoPart(String part) {
        return part.isEmpty() || part.equals(".") || part.equals("..");
    }

    private static boolean isOfWindows(String part) {
        return OF_WINDOWS.matcher(part).matches() || part.endsWith(".") || part.endsWith(" ");
    }

    private static Optional<String> ofDisk(Path folder, String name) {
        try {
            Path _ = folder.resolve(name.replace("/", folder.getFileSystem().getSeparator()));
            return Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.of(
                    "names of files are written in "
                            + System.getProperty("sun.jnu.encoding", "an encoding")
                            + " here, which has no such letters; LC_ALL=C.UTF-8 has them");
        }
    }
}
