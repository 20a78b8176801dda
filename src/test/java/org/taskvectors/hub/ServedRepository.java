package org.taskvectors.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A folder as a repository of a hub: what Git and LFS call its files, and its commit.
///
/// @param name `org/name`
/// @param files by their paths
record ServedRepository(String name, String commit, Map<String, ServedFile> files) {
    private static final List<String> LARGE =
            List.of(".safetensors", ".gguf", ".bin", ".pt", ".pth", ".ckpt", ".model");
    private static final long LARGEST_SMALL = 10_000_000;

    /// @param oid Git's name of the file, or of the pointer that stands for it
    /// @param sha256 of large files
    record ServedFile(Path file, long size, String oid, Optional<String> sha256, long pointer) {
        String tag() {
            return sha256.orElse(oid);
        }
    }

    static ServedRepository of(String name, Path folder) throws IOException {
        Map<String, ServedFile> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                files.put(path, served(file, path));
            }
        }
        StringBuilder text = new StringBuilder(name);
        files.forEach((path, file) -> text.append('\n').append(path).append(file.tag()));
        return new ServedRepository(
                name, hex("SHA-1", text.toString().getBytes(StandardCharsets.UTF_8)), files);
    }

    private static ServedFile served(Path file, String path) throws IOException {
        long size = Files.size(file);
        if (LARGE.stream().noneMatch(path::endsWith) && size <= LARGEST_SMALL) {
            return new ServedFile(file, size, blob(Files.readAllBytes(file)), Optional.empty(), 0);
        }
        MessageDigest digest = digest("SHA-256");
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[1 << 20];
            for (int got = in.read(block); got >= 0; got = in.read(block)) {
                digest.update(block, 0, got);
            }
        }
        String sha256 = HexFormat.of().formatHex(digest.digest());
        byte[] pointer =
                ("version https://git-lfs.github.com/spec/v1\noid sha256:"
                                + sha256
                                + "\nsize "
                                + size
                                + "\n")
                        .getBytes(StandardCharsets.UTF_8);
        return new ServedFile(file, size, blob(pointer), Optional.of(sha256), pointer.length);
    }

    /// Git's name of a file.
    static String blob(byte[] bytes) {
        byte[] head = ("blob " + bytes.length + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[head.length + bytes.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(bytes, 0, all, head.length, bytes.length);
        return hex("SHA-1", all);
    }

    static String hex(String algorithm, byte[] bytes) {
        return HexFormat.of().formatHex(digest(algorithm).digest(bytes));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
