package org.taskvectors.device.torch;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// libtorch's libraries, unpacked: `lib` with the libraries alone, since DJL may load whatever lies
/// there, and beside it `libraries.txt` with the system, and each library's checksum, size, and
/// name. A library that is cut or altered takes the whole process down when it is loaded; so each
/// is read and compared with its checksum before.
///
/// @param system for which they were built: `linux-x86_64`
/// @param entries the libraries
record Libraries(String system, List<Entry> entries) {
    static final String LIST = "libraries.txt";
    static final String FOLDER = "lib";

    private static final int MOST_ENTRIES = 64;
    private static final long LONGEST_LIST = 16_384;
    private static final int BLOCK = 1 << 20;
    private static final HexFormat HEX = HexFormat.of();

    Libraries {
        entries = List.copyOf(entries);
    }

    /// @param checksum CRC-32C of its bytes
    record Entry(String name, long size, int checksum) {}

    /// Returns the name of this system, as libtorch's jars are named: `linux-x86_64`.
    static String thisSystem() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String prefix = os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux";
        String machine = System.getProperty("os.arch", "");
        return prefix + "-" + (machine.equals("amd64") ? "x86_64" : machine);
    }

    /// Whether the folder has a list of libraries.
    static boolean areIn(Path root) {
        return Files.isRegularFile(root.resolve(LIST));
    }

    /// Reads the list in the folder.
    static Libraries read(Path root) throws Failure {
        Path list = root.resolve(LIST);
        byte[] bytes;
        try (ReadableFile file = ReadableFile.open(list)) {
            if (file.size() > LONGEST_LIST) {
                throw damaged(list, "this is no list of libraries");
            }
            bytes = new byte[(int) file.size()];
            file.read(0, MemorySegment.ofArray(bytes));
        }
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        List<Entry> entries = new ArrayList<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            entries.add(entry(list, line));
        }
        if (entries.isEmpty() || entries.size() > MOST_ENTRIES) {
            throw damaged(list, "this is no list of libraries");
        }
        return new Libraries(lines.get(0), entries);
    }

    private static Entry entry(Path list, String line) throws Failure {
        String[] parts = line.split(" ", 3);
        try {
            if (parts.length == 3 && parts[2].matches("[A-Za-z0-9][A-Za-z0-9._+-]*")) {
                return new Entry(
                        parts[2], Long.parseLong(parts[1]), HexFormat.fromHexDigits(parts[0]));
            }
        } catch (IllegalArgumentException e) {
            throw damaged(list, "this is no list of libraries").causedBy(e);
        }
        throw damaged(list, "this is no list of libraries");
    }

    /// Writes the list into the folder.
    void write(Path root) throws Failure {
        StringBuilder text = new StringBuilder(system).append('\n');
        for (Entry entry : entries) {
            text.append(HEX.toHexDigits(entry.checksum()))
                    .append(' ')
                    .append(entry.size())
                    .append(' ')
                    .append(entry.name())
                    .append('\n');
        }
        AtomicFile.writeText(root.resolve(LIST), text.toString());
    }

    /// Checks that the libraries are for this system and lie in the folder as they were put there.
    void verify(Path root) throws Failure {
        if (!system.equals(thisSystem())) {
            throw Failure.of(
                    TorchProblem.OTHER_SYSTEM,
                    root,
                    "these libraries are for " + system + ", this system is " + thisSystem(),
                    "Take the package for this system");
        }
        for (String needed : List.of("torch", "torch_cpu", "djl_torch")) {
            String name = System.mapLibraryName(needed);
            if (entries.stream().noneMatch(entry -> entry.name().equals(name))) {
                throw damaged(root.resolve(LIST), "it does not list " + name);
            }
        }
        for (Entry entry : entries) {
            Path library = root.resolve(FOLDER).resolve(entry.name());
            try (ReadableFile file = ReadableFile.open(library)) {
                if (file.size() != entry.size()) {
                    throw damaged(
                            library,
                            "it has " + file.size() + " bytes and should have " + entry.size());
                }
                if (checksum(file) != entry.checksum()) {
                    throw damaged(library, "its bytes are not those that were put there");
                }
            }
        }
    }

    private static int checksum(ReadableFile file) throws Failure {
        CRC32C sum = new CRC32C();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(BLOCK);
            for (long at = 0; at < file.size(); at += BLOCK) {
                MemorySegment part = block.asSlice(0, Math.min(BLOCK, file.size() - at));
                file.read(at, part);
                ByteBuffer bytes = part.asByteBuffer();
                sum.update(bytes);
            }
        }
        return (int) sum.getValue();
    }

    private static Failure damaged(Path file, String what) {
        return Failure.of(TorchProblem.DAMAGED, file, what, "Install the program again");
    }

    /// Whether the folder has libraries for this system, all of them whole.
    static boolean areWhole(Path root) {
        try {
            read(root).verify(root);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
