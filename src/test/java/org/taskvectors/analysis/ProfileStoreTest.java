package org.taskvectors.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.Patience;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.tensor.Binning;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Histogram;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.Identity;
import org.taskvectors.vector.Provenance;

class ProfileStoreTest {
    @TempDir Path folder;
    private Path vector;
    private Path cache;
    private ProfileStore store;

    @BeforeEach
    void aVector() throws IOException {
        vector = folder.resolve("v.safetensors");
        cache = folder.resolve("cache");
        store = new ProfileStore(cache);
        write(vector, "{\"a\":1}", 16);
    }

    @Test
    void whatIsKeptIsFoundAgainBesideTheVector() {
        Measurement measurement = measurement(5, 400);
        assertThat(store.keep(vector, measurement))
                .contains(folder.resolve("v.safetensors.profile").toAbsolutePath());
        assertThat(store.find(vector)).contains(measurement);
        assertThat(cache).doesNotExist();
    }

    @Test
    void aVectorWithoutAProfileHasNone() {
        assertThat(store.find(vector)).isEmpty();
        assertThat(store.find(folder.resolve("absent.safetensors"))).isEmpty();
    }

    @Test
    void anotherHeaderSizeOrTimeMakesItStale() throws IOException {
        store.keep(vector, measurement(2, 10));
        FileTime time = Files.getLastModifiedTime(vector);

        write(vector, "{\"b\":1}", 16);
        Files.setLastModifiedTime(vector, time);
        assertThat(store.find(vector)).isEmpty();

        write(vector, "{\"a\":1}", 17);
        Files.setLastModifiedTime(vector, time);
        assertThat(store.find(vector)).isEmpty();

        write(vector, "{\"a\":1}", 16);
        Files.setLastModifiedTime(vector, FileTime.fromMillis(time.toMillis() + 1));
        assertThat(store.find(vector)).isEmpty();

        Files.setLastModifiedTime(vector, time);
        assertThat(store.find(vector)).isPresent();
    }

    @Test
    void aVectorThatIsRenamedTakesItsProfileAlong() throws IOException {
        Measurement measurement = measurement(2, 10);
        Path kept = store.keep(vector, measurement).orElseThrow();
        Path renamed = folder.resolve("w.safetensors");
        Files.move(vector, renamed);
        Files.move(kept, folder.resolve("w.safetensors.profile"));
        assertThat(store.find(renamed)).contains(measurement);
    }

    @Test
    void anyDamagedByteMakesItAbsent() throws IOException {
        Path kept = store.keep(vector, measurement(2, 30)).orElseThrow();
        byte[] whole = Files.readAllBytes(kept);
        Random random = new Random(1);
        for (int i = 0; i < whole.length; i += 1 + random.nextInt(7)) {
            byte[] damaged = whole.clone();
            damaged[i] ^= (byte) (1 << random.nextInt(8));
            Files.write(kept, damaged);
            assertThat(store.find(vector)).as("byte " + i).isEmpty();
        }
        for (int length = 0; length < whole.length; length += 1 + random.nextInt(9)) {
            Files.write(kept, java.util.Arrays.copyOf(whole, length));
            assertThat(store.find(vector)).as("length " + length).isEmpty();
        }
        Files.write(kept, whole);
        assertThat(store.find(vector)).isPresent();
    }

    @Test
    void bytesThatPassTheirChecksumButAreNonsenseAreAbsentToo() throws IOException {
        Random random = new Random(2);
        byte[] whole =
                ProfileFormat.pack(List.of(Stamp.of(vector, OpenOptions.NONE)), measurement(2, 30));
        Path kept = store.keep(vector, measurement(1, 1)).orElseThrow();
        for (int i = 0; i < 500; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length - 4)] ^= (byte) (1 << random.nextInt(8));
            Files.write(kept, sealed(damaged));
            store.find(vector);
        }
    }

    @Test
    void whatOlderRulesMeasuredIsStale() throws IOException {
        Measurement measurement = measurement(2, 30);
        Path kept = store.keep(vector, measurement).orElseThrow();
        byte[] now = Files.readAllBytes(kept);

        Files.write(kept, byOlderRules(now));
        assertThat(store.find(vector)).isEmpty();
        Files.write(kept, withoutVersion(now, "tvw profile 1"));
        assertThat(store.find(vector)).isEmpty();

        assertThat(store.keep(vector, measurement)).as("replaces it").contains(kept);
        assertThat(kept).hasBinaryContent(now);
        assertThat(store.find(vector)).contains(measurement);
    }

    @Test
    void pairsThatOlderRulesMeasuredAreStale() throws IOException {
        Path other = folder.resolve("w.safetensors");
        write(other, "{\"w\":1}", 4);
        PairSums sums = new PairSums(2, List.of(List.of()), List.of(), List.of("head"));
        List<Path> both = List.of(vector, other);
        Path kept = store.keepPairs(both, sums).orElseThrow();
        byte[] now = Files.readAllBytes(kept);

        Files.write(kept, byOlderRules(now));
        assertThat(store.findPairs(both)).isEmpty();
        Files.write(kept, withoutVersion(now, "tvw pairs 2"));
        assertThat(store.findPairs(both)).isEmpty();

        assertThat(store.keepPairs(both, sums)).as("replaces it").contains(kept);
        assertThat(store.findPairs(both)).contains(sums);
    }

    /// The same, as the version before would have left it. The version follows the word, a length
    /// and so many letters.
    static byte[] byOlderRules(byte[] kept) {
        byte[] older = kept.clone();
        assertThat(older[1 + older[0]]).isEqualTo((byte) MeasuringRules.VERSION);
        older[1 + older[0]]--;
        return sealed(older);
    }

    /// The same in the layout that had no version.
    private static byte[] withoutVersion(byte[] kept, String word) {
        byte[] older = new byte[kept.length - 1];
        int begin = 1 + word.length();
        older[0] = (byte) word.length();
        System.arraycopy(word.getBytes(StandardCharsets.UTF_8), 0, older, 1, word.length());
        System.arraycopy(kept, begin + 1, older, begin, older.length - begin);
        return sealed(older);
    }

    /// With the checksum that the bytes before it have.
    private static byte[] sealed(byte[] bytes) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length - 4, (int) crc.getValue());
        return bytes;
    }

    @Test
    void whereThePlaceCannotBeWrittenTheCacheKeepsIt() throws IOException {
        Files.createDirectory(folder.resolve("v.safetensors.profile"));
        Measurement measurement = measurement(3, 20);
        Path kept = store.keep(vector, measurement).orElseThrow();
        assertThat(kept.getParent()).isEqualTo(cache);
        assertThat(store.find(vector)).contains(measurement);
    }

    @Test
    void aFileOfSomebodyElseIsNotReplaced() throws IOException {
        Path theirs = folder.resolve("v.safetensors.profile");
        Files.writeString(theirs, "my notes");
        Measurement measurement = measurement(1, 5);
        store.keep(vector, measurement);
        assertThat(theirs).hasContent("my notes");
        assertThat(store.find(vector)).contains(measurement);
    }

    @Test
    void ofAVectorThatIsGoneNothingIsKept() {
        assertThat(store.keep(folder.resolve("absent"), measurement(1, 5))).isEmpty();
    }

    @Test
    void withAnotherBaseIsKeptApart() throws IOException {
        Path base = folder.resolve("base.safetensors");
        write(base, "{\"base\":1}", 8);
        Measurement alone = measurement(1, 5);
        Measurement withBase = measurement(2, 6);
        store.keep(vector, alone);
        assertThat(store.find(vector, base)).isEmpty();
        store.keep(vector, base, withBase);
        assertThat(store.find(vector)).contains(alone);
        assertThat(store.find(vector, base)).contains(withBase);
        write(base, "{\"base\":2}", 8);
        assertThat(store.find(vector, base)).isEmpty();
    }

    @Test
    void pairsAreKeptUntilOneOfTheVectorsChanges() throws IOException {
        Path other = folder.resolve("w.safetensors");
        write(other, "{\"w\":1}", 4);
        PairSums sums =
                new PairSums(
                        2,
                        List.of(List.of(new PairTensor("t", 0.5, 7, 3, 1.5, 2.5))),
                        List.of(new JointTensor("t", 4, 3)),
                        List.of("head"));
        List<Path> both = List.of(vector, other);
        assertThat(store.keepPairs(both, sums))
                .contains(folder.resolve("v+w.pairs").toAbsolutePath());
        assertThat(store.findPairs(both)).contains(sums);
        assertThat(store.findPairs(List.of(other, vector))).isEmpty();
        write(other, "{\"w\":2}", 4);
        assertThat(store.findPairs(both)).isEmpty();
    }

    @Test
    void ofAFolderEveryShardCounts() throws IOException {
        Path sharded = Files.createDirectory(folder.resolve("sharded"));
        write(sharded.resolve("1.safetensors"), "{\"1\":1}", 8);
        write(sharded.resolve("2.safetensors"), "{\"2\":1}", 8);
        Measurement measurement = measurement(2, 6);
        assertThat(store.keep(sharded, measurement))
                .contains(folder.resolve("sharded.profile").toAbsolutePath());
        assertThat(store.find(sharded)).contains(measurement);
        write(sharded.resolve("2.safetensors"), "{\"2\":2}", 8);
        assertThat(store.find(sharded)).isEmpty();
    }

    @Test
    void aProfileOfAModelWith8BillionWeightsOpensAtOnce() {
        Measurement measurement = measurement(291, 4000);
        store.keep(vector, measurement);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long began = Patience.processorNanos();
            assertThat(store.find(vector)).isPresent();
            best = Math.min(best, Patience.processorNanos() - began);
        }
        // 50 ms is what is asked for; the bound leaves room for a busy machine.
        assertThat(best / 1e6).isLessThan(150);
        System.getLogger("test").log(System.Logger.Level.INFO, "opened in " + best / 1e6 + " ms");
    }

    private static void write(Path file, String header, int more) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + text.length + more).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, bytes.putLong(text.length).put(text).array());
    }

    static Measurement measurement(int tensors, int bins) {
        Random random = new Random(tensors);
        List<TensorProfile> profiles = new ArrayList<>();
        List<BaseTensor> base = new ArrayList<>();
        for (int i = 0; i < tensors; i++) {
            TreeSet<Integer> used = new TreeSet<>();
            while (used.size() < bins) {
                used.add(random.nextInt(Binning.BF16.bins() / 2));
            }
            long[] counts = random.longs(bins, 1, 100_000).toArray();
            Histogram histogram =
                    Histogram.of(
                            Binning.BF16,
                            used.stream().mapToInt(Integer::intValue).toArray(),
                            counts);
            Shape shape = Shape.of(histogram.total() + 3);
            profiles.add(
                    new TensorProfile(
                            "layers." + i + ".weight",
                            DType.BF16,
                            shape,
                            new NonFinite(1, 2),
                            i % 2,
                            random.nextDouble(),
                            random.nextDouble(),
                            random.nextDouble(),
                            histogram,
                            i % 3 == 0 ? Double.NaN : random.nextDouble(),
                            i % 2 == 0
                                    ? Optional.empty()
                                    : Optional.of(
                                            new SideSums(
                                                    NonFinite.NONE,
                                                    new NonFinite(3, 4),
                                                    i,
                                                    random.nextDouble()))));
            base.add(new BaseTensor("b" + i, DType.F32, shape, random.nextDouble()));
        }
        Provenance provenance =
                new Provenance(
                        "program 1",
                        new Identity("base", "ab"),
                        new Identity("tuned", "cd"),
                        new TreeMap<>(Map.of("dtype", "source", "scope", "all")),
                        base,
                        new TreeMap<>(Map.of("x", "only in base")));
        return new Measurement(new VectorProfile(profiles, Optional.of(provenance), "0123"), base);
    }
}
