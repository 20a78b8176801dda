package org.taskvectors.checkpoint.adapter;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.taskvectors.tensor.LowRankFactors;

/// Keeps the decoded factors of the tensors that are being read, since callers read block by block.
/// Frees the least recently used ones when all together pass a limit, and all of them on closing.
/// Safe for several threads.
final class FactorCache implements AutoCloseable {
    /// The most bytes that are kept besides factors in use.
    static final long LIMIT = 64L << 20;

    /// Decodes factors into memory of the cache.
    interface Decoder {
        List<LowRankFactors> decode(Change.Product product, Arena arena) throws IOException;
    }

    private final Decoder decoder;
    private final Map<Change.Product, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    FactorCache(Decoder decoder) {
        this.decoder = decoder;
    }

    /// Factors in use; closing this releases them.
    final class Use implements AutoCloseable {
        private final Entry entry;
        private final List<LowRankFactors> factors;

        private Use(Entry entry, List<LowRankFactors> factors) {
            this.entry = entry;
            this.factors = factors;
        }

        /// Returns the factors of a matrix.
        LowRankFactors factors() {
            return factors.getFirst();
        }

        /// Returns the factors of the matrices of a stack, one by one.
        List<LowRankFactors> all() {
            return factors;
        }

        @Override
        public void close() {
            release(entry);
        }
    }

    /// One tensor's factors.
    private static final class Entry {
        private final Arena arena = Arena.ofShared();
        private final long bytes;
        private @Nullable List<LowRankFactors> factors;
        private int users;

        Entry(long bytes) {
            this.bytes = bytes;
        }

        synchronized List<LowRankFactors> decoded(Change.Product product, Decoder decoder)
                throws IOException {
            List<LowRankFactors> known = factors;
            if (known == null) {
                known = decoder.decode(product, arena);
                factors = known;
            }
            return known;
        }
    }

    /// @throws IOException if the factors cannot be read
    Use use(Change.Product product) throws IOException {
        Entry entry = acquire(product);
        try {
            return new Use(entry, entry.decoded(product, decoder));
        } catch (IOException | RuntimeException | Error e) {
            // What failed is not kept: half of it may be there.
            drop(product, entry);
            throw e;
        }
    }

    /// Returns the bytes of native memory that are held now.
    synchronized long bytes() {
        return entries.values().stream().mapToLong(entry -> entry.bytes).sum();
    }

    private synchronized Entry acquire(Change.Product product) {
        if (closed) {
            throw new IllegalStateException("the adapter is closed");
        }
        Entry entry = entries.computeIfAbsent(product, p -> new Entry(FactorReader.bytes(product)));
        entry.users++;
        shrink();
        return entry;
    }

    private synchronized void release(Entry entry) {
        entry.users--;
        if (closed && entry.users == 0) {
            entry.arena.close();
        }
    }

    private synchronized void drop(Change.Product product, Entry entry) {
        entry.users--;
        if (entry.users == 0) {
            entries.remove(product, entry);
            entry.arena.close();
        }
    }

    private void shrink() {
        long held = bytes();
        List<Change.Product> gone = new ArrayList<>();
        for (Map.Entry<Change.Product, Entry> each : entries.entrySet()) {
            if (held <= LIMIT) {
                break;
            }
            if (each.getValue().users == 0) {
                each.getValue().arena.close();
                held -= each.getValue().bytes;
                gone.add(each.getKey());
            }
        }
        gone.forEach(entries::remove);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        entries.values().stream()
                .filter(entry -> entry.users == 0)
                .forEach(entry -> entry.arena.close());
        entries.clear();
    }
}
