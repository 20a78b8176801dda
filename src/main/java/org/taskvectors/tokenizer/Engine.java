package org.taskvectors.tokenizer;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.taskvectors.file.Failure;

/// One tokenizer of the native library. Its functions are called as they are, without the classes
/// that DJL puts around them: those look for the network when the first of them is made, change
/// texts by a file beside the tokenizer, and copy out of an encoding what nothing here asks for.
///
/// A panic of the library ends the process: what is handed to it was checked before.
final class Engine implements AutoCloseable {
    private final long handle;
    private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();
    private boolean closed;

    private Engine(long handle) {
        this.handle = handle;
    }

    /// Makes a tokenizer of a whole tokenizer.json, without truncation and padding.
    ///
    /// @param file where the text comes from, for messages
    /// @throws Failure [TokenizerProblem#REFUSED] where the library refuses it,
    ///   [TokenizerProblem#NO_LIBRARY] where there is no library for this system
    static Engine of(String json, Path file) throws Failure {
        TokenizersLibrary library = library();
        try {
            long handle = library.createTokenizerFromString(json);
            if (handle == 0) {
                throw refused(file, "no reason is given");
            }
            library.disableTruncation(handle);
            library.disablePadding(handle);
            return new Engine(handle);
        } catch (RuntimeException e) {
            throw refused(file, String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    /// Loads the library.
    static void warmUp() throws Failure {
        library();
    }

    private static Failure refused(Path file, String why) {
        return Failure.of(
                TokenizerProblem.REFUSED,
                file,
                "the tokenizers' library refuses it: " + why,
                "The file is damaged, or of a newer kind; download or save it again");
    }

    private static TokenizersLibrary library() throws Failure {
        try {
            LibUtils.checkStatus();
            return TokenizersLibrary.LIB;
        } catch (RuntimeException | LinkageError e) {
            throw Failure.of(
                            TokenizerProblem.NO_LIBRARY,
                            null,
                            "the tokenizers' library cannot be loaded here: " + e.getMessage(),
                            "Is there room on the disk, and is this system one that the README"
                                    + " names?")
                    .causedBy(e);
        }
    }

    /// Returns the ids of `text`.
    ///
    /// @param special whether the post-processor adds its own (BOS)
    long[] encode(String text, boolean special) {
        open.readLock().lock();
        try {
            requireOpen();
            long encoding = TokenizersLibrary.LIB.encode(handle, text, special);
            try {
                return TokenizersLibrary.LIB.getTokenIds(encoding);
            } finally {
                TokenizersLibrary.LIB.deleteEncoding(encoding);
            }
        } finally {
            open.readLock().unlock();
        }
    }

    /// Returns the text of all these tokens, special ones spelled out.
    String decode(long[] ids) {
        open.readLock().lock();
        try {
            requireOpen();
            return TokenizersLibrary.LIB.decode(handle, ids, false);
        } finally {
            open.readLock().unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this tokenizer is closed");
        }
    }

    @Override
    public void close() {
        open.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                TokenizersLibrary.LIB.deleteTokenizer(handle);
            }
        } finally {
            open.writeLock().unlock();
        }
    }
}
