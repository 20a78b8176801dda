package org.taskvectors.hub;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A place in a repository on a hub. Its text is what a person writes: `hf:org/name@main:sub/file`;
/// the root is the repository itself. Making one asks nothing of any network.
final class HubPath implements Path {
    private final HubFileSystem system;
    private final boolean absolute;
    private final List<String> names;

    private HubPath(HubFileSystem system, boolean absolute, List<String> names) {
        this.system = system;
        this.absolute = absolute;
        this.names = List.copyOf(names);
    }

    static HubPath root(HubFileSystem system) {
        return new HubPath(system, true, List.of());
    }

    /// Reads parts with `/` between them; `hf:org/name:…` where it is the text of a whole path.
    ///
    /// @throws InvalidPathException if a part cannot be in a repository
    static HubPath of(HubFileSystem system, String text) {
        String rootText = system.name().text();
        if (text.equals(rootText)) {
            return root(system);
        }
        boolean isWhole = text.startsWith(rootText + ":");
        String rest = isWhole ? text.substring(rootText.length() + 1) : text;
        boolean isAbsolute = isWhole || rest.startsWith("/");
        List<String> names = new ArrayList<>();
        for (String name : rest.split("/", -1)) {
            if (name.chars().anyMatch(c -> c == 0)) {
                throw new InvalidPathException(text, "a part holds NUL");
            }
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return new HubPath(system, isAbsolute, names);
    }

    private HubPath with(boolean isAbsolute, List<String> newNames) {
        return new HubPath(system, isAbsolute, newNames);
    }

    /// Returns the place in the repository; empty for its root.
    String place() {
        return String.join("/", toAbsolutePath().normalize().names);
    }

    @Override
    public HubFileSystem getFileSystem() {
        return system;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public @Nullable Path getRoot() {
        return absolute ? root(system) : null;
    }

    /// Returns the last part; of a repository itself, its name.
    @Override
    public @Nullable Path getFileName() {
        if (names.isEmpty()) {
            return absolute ? with(false, List.of(system.name().shortName())) : this;
        }
        return with(false, List.of(names.getLast()));
    }

    @Override
    public @Nullable Path getParent() {
        if (names.isEmpty() || (!absolute && names.size() == 1)) {
            return null;
        }
        return with(absolute, names.subList(0, names.size() - 1));
    }

    @Override
    public int getNameCount() {
        return !absolute && names.isEmpty() ? 1 : names.size();
    }

    @Override
    public Path getName(int index) {
        if (!absolute && names.isEmpty() && index == 0) {
            return this;
        }
        if (index < 0 || index >= names.size()) {
            throw new IllegalArgumentException(Integer.toString(index));
        }
        return with(false, List.of(names.get(index)));
    }

    @Override
    public Path subpath(int from, int to) {
        if (from < 0 || to > names.size() || from >= to) {
            throw new IllegalArgumentException(from + " " + to);
        }
        return with(false, names.subList(from, to));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof HubPath path
                && system.isOf(path.system)
                && absolute == path.absolute
                && path.names.size() <= names.size()
                && names.subList(0, path.names.size()).equals(path.names);
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof HubPath path) || !system.isOf(path.system)) {
            return false;
        }
        if (path.absolute) {
            return equals(path);
        }
        int from = names.size() - path.names.size();
        return from >= 0 && names.subList(from, names.size()).equals(path.names);
    }

    @Override
    public HubPath normalize() {
        Deque<String> kept = new ArrayDeque<>();
        for (String name : names) {
            if (name.equals("..") && !kept.isEmpty() && !kept.getLast().equals("..")) {
                kept.removeLast();
            } else if (!name.equals(".") && !(name.equals("..") && absolute)) {
                kept.addLast(name);
            }
        }
        return with(absolute, List.copyOf(kept));
    }

    @Override
    public Path resolve(Path other) {
        if (other.isAbsolute()) {
            return other;
        }
        HubPath path = other instanceof HubPath hub ? hub : of(system, slashes(other));
        List<String> all = new ArrayList<>(names);
        all.addAll(path.names);
        return with(absolute, all);
    }

    @Override
    public Path resolve(String other) {
        return resolve(of(system, other));
    }

    /// A relative path of a disk has its own separators.
    private static String slashes(Path other) {
        return other.toString().replace(other.getFileSystem().getSeparator(), "/");
    }

    @Override
    public Path relativize(Path other) {
        if (!(other instanceof HubPath path)
                || !system.isOf(path.system)
                || absolute != path.absolute) {
            throw new IllegalArgumentException(other + " is not below " + this);
        }
        int shared = 0;
        int most = Math.min(names.size(), path.names.size());
        while (shared < most && names.get(shared).equals(path.names.get(shared))) {
            shared++;
        }
        List<String> way = new ArrayList<>();
        for (int i = shared; i < names.size(); i++) {
            way.add("..");
        }
        way.addAll(path.names.subList(shared, path.names.size()));
        return with(false, way);
    }

    @Override
    public URI toUri() {
        try {
            return new URI("hf", toAbsolutePath().toString().substring("hf:".length()), null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public HubPath toAbsolutePath() {
        return absolute ? this : with(true, names);
    }

    /// @throws IOException if there is no such file or folder
    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        HubPath real = toAbsolutePath().normalize();
        system.attributes(real);
        return real;
    }

    @Override
    public WatchKey register(
            WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Path other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HubPath path
                && absolute == path.absolute
                && names.equals(path.names)
                && system.isOf(path.system);
    }

    @Override
    public int hashCode() {
        return Objects.hash(absolute, names, system.name());
    }

    @Override
    public String toString() {
        String parts = String.join("/", names);
        if (!absolute) {
            return parts;
        }
        return system.name().text() + (parts.isEmpty() ? "" : ":" + parts);
    }
}
