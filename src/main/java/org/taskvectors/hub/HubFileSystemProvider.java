package org.taskvectors.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What `java.nio.file.Files` asks of a repository. It is reached through the paths of a [Hub] and
/// is installed nowhere.
final class HubFileSystemProvider extends FileSystemProvider {
    private static final Set<StandardOpenOption> WRITING =
            Set.of(
                    StandardOpenOption.WRITE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.DELETE_ON_CLOSE);

    @Override
    public String getScheme() {
        return "hf";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new FileSystemNotFoundException(uri.toString());
    }

    @Override
    public Path getPath(URI uri) {
        throw new FileSystemNotFoundException(uri.toString());
    }

    private static HubPath hub(Path path) {
        if (path instanceof HubPath own) {
            return own;
        }
        throw new ProviderMismatchException();
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        if (options.stream().anyMatch(WRITING::contains)) {
            throw new ReadOnlyFileSystemException();
        }
        HubPath own = hub(path);
        return HubChannel.open(own.getFileSystem(), own.getFileSystem().file(own));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
            Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
        HubPath own = hub(folder);
        List<Path> entries = own.getFileSystem().entries(own);
        return new Entries(entries, filter);
    }

    /// A folder's entries, once.
    private static final class Entries implements DirectoryStream<Path> {
        private final List<Path> entries;
        private final Filter<? super Path> filter;
        private boolean isTaken;

        Entries(List<Path> entries, Filter<? super Path> filter) {
            this.entries = entries;
            this.filter = filter;
        }

        @Override
        public Iterator<Path> iterator() {
            if (isTaken) {
                throw new IllegalStateException("it was taken before, or is closed");
            }
            isTaken = true;
            List<Path> accepted = new ArrayList<>();
            for (Path entry : entries) {
                try {
                    if (filter.accept(entry)) {
                        accepted.add(entry);
                    }
                } catch (IOException e) {
                    throw new DirectoryIteratorException(e);
                }
            }
            return accepted.iterator();
        }

        @Override
        public void close() {
            isTaken = true;
        }
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void delete(Path path) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        if (path.equals(other)) {
            return true;
        }
        return other instanceof HubPath own && hub(path).toRealPath().equals(own.toRealPath());
    }

    @Override
    public boolean isHidden(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        HubPath own = hub(path);
        own.getFileSystem().attributes(own);
        for (AccessMode mode : modes) {
            if (mode != AccessMode.READ) {
                throw new AccessDeniedException(path.toString());
            }
        }
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return type == BasicFileAttributeView.class ? type.cast(new View(hub(path))) : null;
    }

    private record View(HubPath path) implements BasicFileAttributeView {
        @Override
        public String name() {
            return "basic";
        }

        @Override
        public BasicFileAttributes readAttributes() throws IOException {
            return path.getFileSystem().attributes(path);
        }

        @Override
        public void setTimes(
                @Nullable FileTime modified,
                @Nullable FileTime accessed,
                @Nullable FileTime created) {
            throw new ReadOnlyFileSystemException();
        }
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
            Path path, Class<A> type, LinkOption... options) throws IOException {
        if (type != BasicFileAttributes.class) {
            throw new UnsupportedOperationException(type.getName());
        }
        HubPath own = hub(path);
        return type.cast(own.getFileSystem().attributes(own));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
            throws IOException {
        HubPath own = hub(path);
        HubAttributes is = own.getFileSystem().attributes(own);
        Map<String, Object> all = new TreeMap<>();
        all.put("size", is.size());
        all.put("isDirectory", is.isDirectory());
        all.put("isRegularFile", is.isRegularFile());
        all.put("isSymbolicLink", false);
        all.put("isOther", false);
        all.put("lastModifiedTime", is.lastModifiedTime());
        all.put("lastAccessTime", is.lastAccessTime());
        all.put("creationTime", is.creationTime());
        all.put("fileKey", is.fileKey());
        int colon = names.indexOf(':');
        if (colon >= 0 && !names.substring(0, colon).equals("basic")) {
            throw new UnsupportedOperationException(names);
        }
        Set<String> wanted = Set.of(names.substring(colon + 1).split(",", -1));
        if (!wanted.contains("*")) {
            if (!all.keySet().containsAll(wanted)) {
                throw new IllegalArgumentException(names);
            }
            all.keySet().retainAll(wanted);
        }
        return all;
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        throw new ReadOnlyFileSystemException();
    }
}
