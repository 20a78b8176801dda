package org.taskvectors.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.ReadOnlyFileSystemException;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// A file on a hub that is read at positions, by any number of threads at once. Closing it ends
/// reads that wait.
final class HubChannel extends FileChannel {
    private static final int BLOCK = 64 << 10;

    private final HubFileSystem system;
    private final HubFile file;
    private final Cancellation closing = new Cancellation();
    private final Object moving = new Object();
    private long position;

    private HubChannel(HubFileSystem system, HubFile file) {
        super();
        this.system = system;
        this.file = file;
    }

    /// Opens a file.
    static HubChannel open(HubFileSystem system, HubFile file) {
        HubChannel channel = new HubChannel(system, file);
        system.opened(channel);
        return channel;
    }

    @Override
    public int read(ByteBuffer target, long from) throws IOException {
        if (from < 0) {
            throw new IllegalArgumentException(Long.toString(from));
        }
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        if (from >= file.size()) {
            return -1;
        }
        boolean isDone = false;
        try {
            // An interrupt closes the channel, as it does any other file's.
            begin();
            int got = system.read(file, from, target, closing);
            isDone = true;
            return got;
        } catch (CancelledException e) {
            AsynchronousCloseException closed = new AsynchronousCloseException();
            closed.initCause(e);
            throw closed;
        } finally {
            end(isDone);
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        synchronized (moving) {
            int got = read(target, position);
            position += Math.max(0, got);
            return got;
        }
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        long all = 0;
        for (int i = offset; i < offset + length; i++) {
            while (targets[i].hasRemaining()) {
                int got = read(targets[i]);
                if (got < 0) {
                    return all == 0 ? -1 : all;
                }
                all += got;
            }
        }
        return all;
    }

    @Override
    public long position() throws IOException {
        requireOpen();
        synchronized (moving) {
            return position;
        }
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        requireOpen();
        if (newPosition < 0) {
            throw new IllegalArgumentException(Long.toString(newPosition));
        }
        synchronized (moving) {
            position = newPosition;
        }
        return this;
    }

    @Override
    public long size() throws IOException {
        requireOpen();
        return file.size();
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        long all = 0;
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, Math.max(1, count)));
        while (all < count) {
            block.clear().limit((int) Math.min(block.capacity(), count - all));
            if (read(block, from + all) < 0) {
                break;
            }
            block.flip();
            while (block.hasRemaining()) {
                all += target.write(block);
            }
        }
        return all;
    }

    private void requireOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    @Override
    protected void implCloseChannel() {
        closing.cancel();
        system.closed(this);
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw new NonWritableChannelException();
    }

    @Override
    public int write(ByteBuffer source, long at) {
        throw new NonWritableChannelException();
    }

    @Override
    public FileChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long at, long count) {
        throw new NonWritableChannelException();
    }

    @Override
    public void force(boolean metaData) {
        // Nothing was written.
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long at, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long at, long size, boolean shared) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public FileLock tryLock(long at, long size, boolean shared) {
        throw new ReadOnlyFileSystemException();
    }
}
