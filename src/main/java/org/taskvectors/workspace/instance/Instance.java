package org.taskvectors.workspace.instance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.HeldFile;
import org.taskvectors.file.PathReader;
import org.taskvectors.workspace.WorkspaceProblem;

/// A process's hold on a workspace file: the only one that saves it, as long as the hold lasts. A
/// lock beside the file decides who that is; the lock ends with the process, even one that was
/// killed. Second starts ask through a socket of the machine's own, whose address lies in a private
/// file.
public final class Instance implements AutoCloseable {
    /// For a first start that holds the lock, but does not listen yet.
    private static final Duration STARTING = Duration.ofSeconds(4);

    private static final long PAUSE_NANOS = 50_000_000L;

    /// How long a window may take to come to the front.
    private static final Duration WINDOW = Duration.ofSeconds(3);

    private static final int NAME_BYTES = 16;

    private final Path file;
    private final Optional<HeldFile> held;
    private final Optional<HandOverServer> server;
    private final Optional<Failure> notice;

    private Instance(
            Path file,
            Optional<HeldFile> held,
            Optional<HandOverServer> server,
            Optional<Failure> notice) {
        this.file = file;
        this.held = held;
        this.server = server;
        this.notice = notice;
    }

    /// As [#claim(Path, Path, HandOver, PathReader)], with paths of this machine's disks alone.
    public static Claim claim(Path workspace, Path addresses, HandOver asked) {
        return claim(workspace, addresses, asked, PathReader.ofDisks());
    }

    /// Takes a workspace file for this process, or hands over to the process that has it.
    ///
    /// @param workspace the file, which need not exist yet
    /// @param addresses the folder of the user's own that says where windows listen
    /// @param asked what the window is asked to do where there is one already
    /// @param paths reads what a second start hands over
    public static Claim claim(Path workspace, Path addresses, HandOver asked, PathReader paths) {
        Path file = real(workspace);
        Path address = addressFile(addresses, file);
        long end = System.nanoTime() + STARTING.toNanos();
        while (true) {
            try {
                Optional<HeldFile> held = HeldFile.hold(lockFile(file));
                if (held.isPresent()) {
                    if (isTakenWithoutLock(address, asked)) {
                        held.get().close();
                        return new Claim.HandedOver();
                    }
                    return new Claim.Ours(listening(file, held, address, Optional.empty(), paths));
                }
            } catch (Failure e) {
                if (e.problem() != FileProblem.NO_LOCKS) {
                    return new Claim.Elsewhere(notWritable(file, e));
                }
                return isTakenWithoutLock(address, asked)
                        ? new Claim.HandedOver()
                        : new Claim.Ours(
                                listening(file, Optional.empty(), address, withoutLocks(e), paths));
            }
            switch (HandOverClient.ask(address, asked)) {
                case TAKEN -> {
                    return new Claim.HandedOver();
                }
                case NO_ANSWER -> {
                    return new Claim.Elsewhere(taken(file));
                }
                case NOT_THERE -> {
                    if (System.nanoTime() > end) {
                        return new Claim.Elsewhere(taken(file));
                    }
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }

    /// A window whose lock file was removed by something else has no lock any more, but it answers.
    /// One that ended, however it did, does not.
    private static boolean isTakenWithoutLock(Path address, HandOver asked) {
        return HandOverClient.ask(address, asked) == HandOverClient.Outcome.TAKEN;
    }

    /// Where a workspace file really lies, whatever links lead there: its identity.
    public static Path real(Path workspace) {
        Path absolute = workspace.toAbsolutePath().normalize();
        Path existing = absolute;
        while (existing != null) {
            try {
                Path real = existing.toRealPath();
                return real.resolve(existing.relativize(absolute).toString()).normalize();
            } catch (IOException e) {
                existing = existing.getParent();
            }
        }
        return absolute;
    }

    private static Path lockFile(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".lock");
    }

    private static Path addressFile(Path folder, Path file) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(file.toString().getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(digest, 0, NAME_BYTES) + ".json");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Instance listening(
            Path file,
            Optional<HeldFile> held,
            Path address,
            Optional<Failure> notice,
            PathReader paths) {
        try {
            return new Instance(
                    file, held, Optional.of(HandOverServer.start(address, paths)), notice);
        } catch (Failure e) {
            // The lock is enough: a second window will be read-only.
            return new Instance(file, held, Optional.empty(), notice);
        }
    }

    private static Failure taken(Path file) {
        return Failure.of(
                WorkspaceProblem.ELSEWHERE,
                file,
                "another window has this workspace, and nothing here is saved",
                "Go on in the other window, or close it and try again");
    }

    private static Failure notWritable(Path file, Failure cause) {
        return Failure.of(
                        WorkspaceProblem.READ_ONLY,
                        file,
                        "this workspace may not be written to, and nothing here is saved ("
                                + cause.what()
                                + ")",
                        "Save it elsewhere to go on with it")
                .causedBy(cause);
    }

    private static Optional<Failure> withoutLocks(Failure cause) {
        return Optional.of(
                Failure.of(
                                WorkspaceProblem.NO_LOCKS,
                                cause.file(),
                                "this file system has no locks, so that a second window on this"
                                        + " workspace cannot be recognised in every case",
                                "Open it in one window at a time")
                        .causedBy(cause));
    }

    /// The workspace file, where it really lies.
    public Path file() {
        return file;
    }

    /// What the person should know; empty mostly.
    public Optional<Failure> notice() {
        return notice;
    }

    /// From now on second starts are answered: `does` is called on the window's thread. Where the
    /// window does not come to it, the second start goes its own way and `does` is not called.
    public void onHandOver(Executor window, Consumer<HandOver> does) {
        server.ifPresent(listening -> listening.receive(asked -> take(window, does, asked)));
    }

    private static boolean take(Executor window, Consumer<HandOver> does, HandOver asked) {
        AtomicBoolean mayBegin = new AtomicBoolean(true);
        CountDownLatch begun = new CountDownLatch(1);
        window.execute(
                () -> {
                    if (mayBegin.getAndSet(false)) {
                        begun.countDown();
                        does.accept(asked);
                    }
                });
        try {
            // Whichever of the two comes first decides for both.
            return begun.await(WINDOW.toMillis(), TimeUnit.MILLISECONDS)
                    || !mayBegin.getAndSet(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Gives the file up; a second start becomes the first.
    @Override
    public void close() {
        server.ifPresent(HandOverServer::close);
        held.ifPresent(HeldFile::close);
    }
}
