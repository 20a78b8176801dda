package org.taskvectors.device.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;

/// Unpacks libtorch's libraries out of the jars on the class path. The build does it once for the
/// program that it lays out, so that the jars need not be shipped; a start from an IDE does it into
/// the user's data folder.
final class Unpacker {
    private static final int BLOCK = 1 << 20;

    private final ClassLoader loader = Unpacker.class.getClassLoader();
    private final String flavor;
    private final String system;
    private final List<String> names;

    private Unpacker(Properties properties) {
        this.flavor = properties.getProperty("flavor", "");
        this.system = properties.getProperty("classifier", "");
        this.names = List.of(properties.getProperty("libraries", "").split(","));
    }

    /// Returns what unpacks the libraries on the class path; empty if there are none.
    static Optional<Unpacker> find() throws IOException {
        try (@Nullable InputStream in =
                Unpacker.class
                        .getClassLoader()
                        .getResourceAsStream("native/lib/pytorch.properties")) {
            if (in == null) {
                return Optional.empty();
            }
            Properties properties = new Properties();
            properties.load(in);
            return Optional.of(new Unpacker(properties));
        }
    }

    /// Unpacks them into a folder; the list comes last, so that a folder with a list has them all.
    Libraries unpack(Path root) throws IOException {
        Path folder = root.resolve(Libraries.FOLDER);
        List<Libraries.Entry> entries = new ArrayList<>();
        for (String name : names) {
            entries.add(copy("pytorch/" + flavor + "/" + system + "/" + name, folder, name));
        }
        String bridge = System.mapLibraryName("djl_torch");
        entries.add(copy("jnilib/" + system + "/" + flavor + "/" + bridge, folder, bridge));
        Libraries libraries = new Libraries(system, entries);
        libraries.write(root);
        return libraries;
    }

    private Libraries.Entry copy(String resource, Path folder, String name) throws IOException {
        CRC32C sum = new CRC32C();
        long size = 0;
        byte[] block = new byte[BLOCK];
        try (@Nullable InputStream in = loader.getResourceAsStream(resource);
                AtomicFile file = AtomicFile.begin(folder.resolve(name))) {
            if (in == null) {
                throw Failure.of(
                        TorchProblem.NO_LIBRARIES,
                        null,
                        "the jar of libtorch has no " + resource,
                        "Build the program again");
            }
            for (int got = in.read(block); got >= 0; got = in.read(block)) {
                sum.update(block, 0, got);
                file.write(size, ByteBuffer.wrap(block, 0, got));
                size += got;
            }
            file.commit();
        }
        return new Libraries.Entry(name, size, (int) sum.getValue());
    }
}
