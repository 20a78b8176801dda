package org.taskvectors.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// What was read of files without a plan, and is kept for a while: small files as a whole, of large
/// ones the pieces around what was read. Where one piece after the other is read, they grow.
final class KeptChunks {
    private static final long SMALL = 4L << 20;
    private static final long FIRST = 64L << 10;
    private static final long LONGEST = 2L << 20;
    static final long BUDGET = 24L << 20;
    private static final int MOST_ENDS = 64;
    private static final long LOOK_MILLISECONDS = 50;

    private record Key(HubFile file, long from) {}

    private final HubClient client;

    /// In the order of their last use.
    private final LinkedHashMap<Key, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<HubFile, TreeMap<Long, Long>> ends = new HashMap<>();
    private final Map<Key, CompletableFuture<Boolean>> underWay = new HashMap<>();

    /// How long the piece was that ended at a position.
    private final LinkedHashMap<Key, Long> lengths = new LinkedHashMap<>();

    private long bytes;

    KeptChunks(HubClient client) {
        this.client = client;
    }

    /// Copies what is kept.
    ///
    /// @return how many bytes; 0 if the first of them is not kept
    int take(HubFile file, long position, ByteBuffer target) {
        byte[] chunk;
        long from;
        synchronized (this) {
            TreeMap<Long, Long> own = ends.get(file);
            Map.Entry<Long, Long> at = own == null ? null : own.floorEntry(position);
            if (at == null || at.getValue() <= position) {
                return 0;
            }
            from = at.getKey();
            chunk = kept.get(new Key(file, from));
        }
        if (chunk == null) {
            return 0;
        }
        int count = (int) Math.min(target.remaining(), from + chunk.length - position);
        target.put(chunk, (int) (position - from), count);
        return count;
    }

    /// Asks for what is not kept; by one thread, where several want the same.
    int fetch(HubFile file, long position, ByteBuffer target, Cancellation cancellation)
            throws IOException, CancelledException {
        while (true) {
            int had = take(file, position, target);
            if (had > 0) {
                return had;
            }
            Key key;
            long length;
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            CompletableFuture<Boolean> other;
            synchronized (this) {
                long from = file.size() <= SMALL ? 0 : position;
                length = length(file, from, target.remaining());
                key = new Key(file, from);
                other = underWay.putIfAbsent(key, done);
            }
            if (other != null) {
                await(other, cancellation);
                continue;
            }
            try {
                byte[] chunk = load(file, key.from(), length, cancellation);
                keep(key, chunk);
                // Also where it was too much to be kept.
                int count = (int) Math.min(target.remaining(), key.from() + length - position);
                target.put(chunk, (int) (position - key.from()), count);
                return count;
            } finally {
                synchronized (this) {
                    underWay.remove(key);
                }
                done.complete(true);
            }
        }
    }

    private long length(HubFile file, long from, long wanted) {
        if (file.size() <= SMALL) {
            return file.size();
        }
        Long before = lengths.get(new Key(file, from));
        long own = before == null ? FIRST : Math.min(LONGEST, before * 2);
        return Math.min(file.size() - from, Math.max(own, Math.min(wanted, LONGEST)));
    }

    private byte[] load(HubFile file, long from, long length, Cancellation cancellation)
            throws IOException, CancelledException {
        byte[] chunk = new byte[Math.toIntExact(length)];
        ByteBuffer target = ByteBuffer.wrap(chunk);
        client.read(file, from, length, target::put, cancellation);
        return chunk;
    }

    private synchronized void keep(Key key, byte[] chunk) {
        long end = key.from() + chunk.length;
        byte[] before = kept.put(key, chunk);
        bytes += chunk.length - (before == null ? 0 : before.length);
        ends.computeIfAbsent(key.file(), _ -> new TreeMap<>()).put(key.from(), end);
        lengths.put(new Key(key.file(), end), (long) chunk.length);
        if (lengths.size() > MOST_ENDS) {
            lengths.remove(lengths.firstEntry().getKey());
        }
        while (bytes > BUDGET && kept.size() > 1) {
            Map.Entry<Key, byte[]> oldest = kept.firstEntry();
            bytes -= oldest.getValue().length;
            kept.remove(oldest.getKey());
            TreeMap<Long, Long> own = ends.get(oldest.getKey().file());
            if (own != null) {
                own.remove(oldest.getKey().from());
            }
        }
    }

    private static void await(@Nullable CompletableFuture<Boolean> other, Cancellation cancellation)
            throws IOException, CancelledException {
        while (other != null) {
            cancellation.check();
            try {
                other.get(LOOK_MILLISECONDS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                // Looked again, as the reader may have been cancelled.
                cancellation.check();
            } catch (ExecutionException e) {
                throw new IOException(e);
            } catch (InterruptedException e) {
                throw Waiting.interrupted();
            }
        }
    }
}
