package org.taskvectors.checkpoint.open;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Right files that something happened to: whatever it was, they open as what they are or fail with
/// a failure that names the file, and cost no memory that a small file does not deserve.
class MutatedFilesTest {

    private static final int CASES = Integer.getInteger("taskvectors.mutations", 300);
    private static final long MOST_MEMORY = 8L << 20;

    private static final List<Tensor> TENSORS =
            List.of(
                    new Tensor("model.layers.0.weight", DType.BF16, Shape.of(3, 5)),
                    new Tensor("empty", DType.F64, Shape.of(0, 7)),
                    new Tensor("scalar", DType.I64, Shape.of()),
                    new Tensor("odd", DType.U8, Shape.of(3)),
                    new Tensor("wide", DType.F32, Shape.of(2, 2, 2)));

    private static final byte[] RIGHT = right();

    private static final String INDEX_NAME = "model.safetensors.index.json";

    private static final String INDEX =
            "{\"metadata\":{\"total_size\":75},\"weight_map\":{\"odd\":\"model.safetensors\","
                    + "\"scalar\":\"model.safetensors\",\"wide\":\"model.safetensors\"}}";

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static Path folder = Path.of("");

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("mutated");
        // What the first opening loads is not the file's memory.
        open(write(RIGHT));
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        Files.deleteIfExists(folder.resolve("model.safetensors"));
        Files.deleteIfExists(folder);
    }

    private static byte[] right() {
        SafetensorsLayout layout = SafetensorsLayout.of(TENSORS, Map.of("format", "pt"));
        byte[] bytes = Arrays.copyOf(layout.header(), (int) layout.fileSize());
        for (int i = layout.header().length; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    /// Something that happens to a file.
    interface Mutation {
        byte[] of(byte[] bytes);
    }

    @Provide
    Arbitrary<Mutation> mutations() {
        Arbitrary<Integer> places = Arbitraries.integers().between(0, RIGHT.length - 1);
        Arbitrary<Byte> values =
                Arbitraries.oneOf(
                        Arbitraries.bytes(),
                        Arbitraries.of((byte) '"', (byte) '{', (byte) '}', (byte) '[', (byte) '9'));
        Arbitrary<Mutation> flips =
                Combinators.combine(places, Arbitraries.integers().between(0, 7))
                        .as(
                                (at, bit) ->
                                        bytes ->
                                                put(bytes, at, (byte) (get(bytes, at) ^ 1 << bit)));
        Arbitrary<Mutation> puts =
                Combinators.combine(places, values)
                        .as((at, value) -> bytes -> put(bytes, at, value));
        Arbitrary<Mutation> cuts =
                places.map(length -> bytes -> Arrays.copyOf(bytes, Math.min(length, bytes.length)));
        Arbitrary<Mutation> growths =
                Arbitraries.integers()
                        .between(1, 5000)
                        .map(more -> bytes -> Arrays.copyOf(bytes, bytes.length + more));
        Arbitrary<Mutation> lengths =
                Arbitraries.oneOf(
                                Arbitraries.longs(),
                                Arbitraries.longs().between(0, RIGHT.length + 9L),
                                Arbitraries.longs().between(99_999_990, 100_000_010))
                        .map(length -> bytes -> putLength(bytes, length));
        Arbitrary<Mutation> numbers =
                Combinators.combine(
                                Arbitraries.of("3,5", "0,7", "[]", "[3]", "2,2,2", "30", "38"),
                                Arbitraries.of(
                                        "4294967296,4294967296",
                                        "9223372036854775807",
                                        "18446744073709551615",
                                        "-1",
                                        "1e9",
                                        "0,0,0",
                                        "99999999",
                                        "[[[[",
                                        "\"\"",
                                        "null"))
                        .as((what, by) -> bytes -> replace(bytes, what, by));
        Arbitrary<Mutation> joins =
                Combinators.combine(places, places)
                        .as(
                                (from, to) ->
                                        bytes ->
                                                without(
                                                        bytes,
                                                        Math.min(from, to),
                                                        Math.max(from, to)));
        return Arbitraries.oneOf(flips, puts, cuts, growths, lengths, numbers, joins);
    }

    @Provide
    Arbitrary<List<Mutation>> accidents() {
        return mutations().list().ofMinSize(1).ofMaxSize(3);
    }

    @Property(tries = 600)
    void everyAccidentIsARightAnswerOrATypedFailure(@ForAll("accidents") List<Mutation> accidents)
            throws IOException {
        survive(accidents);
    }

    /// The two properties for as many cases as are asked for (`-Pfuzz`), in one go.
    @Example
    void soAreManyAccidents() throws IOException {
        RandomGenerator<List<Mutation>> files = accidents().generator(1_000);
        RandomGenerator<Map<Integer, Byte>> indexes = indexAccidents().generator(1_000);
        for (int i = 0; i < CASES; i++) {
            survive(files.next(new Random(i)).value());
            anIndexToWhichSomethingHappenedIsReadOrRefused(indexes.next(new Random(i)).value());
        }
    }

    private static void survive(List<Mutation> accidents) throws IOException {
        byte[] bytes = RIGHT;
        for (Mutation accident : accidents) {
            bytes = accident.of(bytes.clone());
        }
        Path path = write(bytes);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            open(path);
        } catch (Failure e) {
            assertThat(e.file()).isEqualTo(path);
            assertThat(e.what()).isNotBlank();
            assertThat(e.problem()).isNotNull();
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_MEMORY);
    }

    @Property(tries = 200)
    void anIndexToWhichSomethingHappenedIsReadOrRefused(
            @ForAll("indexAccidents") Map<Integer, Byte> accidents) throws IOException {
        byte[] index = INDEX.getBytes(ISO_8859_1);
        accidents.forEach((at, value) -> index[at] = value);
        write(RIGHT);
        Path path = Files.write(folder.resolve(INDEX_NAME), index);
        try {
            open(folder);
        } catch (Failure e) {
            assertThat(e.file()).isNotNull().startsWithRaw(folder);
        } finally {
            Files.delete(path);
        }
    }

    @Provide
    Arbitrary<Map<Integer, Byte>> indexAccidents() {
        return Arbitraries.maps(
                        Arbitraries.integers().between(0, INDEX.length() - 1),
                        Arbitraries.oneOf(
                                Arbitraries.bytes(),
                                Arbitraries.of((byte) '"', (byte) '{', (byte) '/', (byte) '.')))
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    /// Opens the file and reads all of every tensor.
    private static void open(Path path) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(path);
                Arena arena = Arena.ofConfined()) {
            for (Tensor tensor : checkpoint.tensors()) {
                assertThat(tensor.bytes()).isLessThanOrEqualTo(checkpoint.about().bytesOnDisk());
                MemorySegment target = arena.allocate(Math.max(1, tensor.bytes()));
                checkpoint.read(tensor, 0, target.asSlice(0, tensor.bytes()));
            }
        }
    }

    private static Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("model.safetensors"), bytes);
    }

    private static byte get(byte[] bytes, int at) {
        return at < bytes.length ? bytes[at] : 0;
    }

    private static byte[] put(byte[] bytes, int at, byte value) {
        if (at < bytes.length) {
            bytes[at] = value;
        }
        return bytes;
    }

    private static byte[] putLength(byte[] bytes, long length) {
        if (bytes.length >= 8) {
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
        }
        return bytes;
    }

    /// Replaces the first of `what` in the header and mends the header's length.
    private static byte[] replace(byte[] bytes, String what, String by) {
        String text = new String(bytes, ISO_8859_1);
        int at = text.indexOf(what, 8);
        if (at < 0) {
            return bytes;
        }
        String replaced = text.substring(0, at) + by + text.substring(at + what.length());
        byte[] result = replaced.getBytes(ISO_8859_1);
        long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        return putLength(result, length + by.length() - what.length());
    }

    private static byte[] without(byte[] bytes, int from, int to) {
        if (to >= bytes.length) {
            return bytes;
        }
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, shorter, from, bytes.length - to);
        return shorter;
    }
}
