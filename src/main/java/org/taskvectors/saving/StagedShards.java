package org.taskvectors.saving;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.file.StagedFolder;
import org.taskvectors.job.CancelledException;
import org.taskvectors.pass.BlockPass;
import org.taskvectors.pass.Checksums;
import org.taskvectors.pass.Row;

/// The weights of a model while its folder is not whole: one file after the other, under names that
/// no tool takes for weights, each named by the journal when it is on disk. What an earlier process
/// has finished of the same request is read once, and is not computed again.
final class StagedShards {
    private final Saver.Run run;
    private final ShardPlan plan;
    private final Map<String, String> metadata;
    private final StagedFolder stage;
    private Journal journal;
    private int resumed;

    private StagedShards(
            Saver.Run run,
            ShardPlan plan,
            Map<String, String> metadata,
            StagedFolder stage,
            Journal journal) {
        this.run = run;
        this.plan = plan;
        this.metadata = metadata;
        this.stage = stage;
        this.journal = journal;
    }

    /// Looks at what an earlier process left.
    ///
    /// @param isAnew whether it is removed
    /// @throws Failure [SaveProblem#PARTIAL_OF_ANOTHER] if it is of another request, or no
    ///   unfinished model at all
    static StagedShards of(
            Saver.Run run,
            ShardPlan plan,
            Map<String, String> metadata,
            StagedFolder stage,
            boolean isAnew)
            throws IOException {
        Optional<Resumable> asked = run.request().resumable();
        String key = asked.map(known -> key(known, plan)).orElse("");
        Journal fresh = new Journal(key, asked.map(Resumable::what).orElse(""), List.of());
        if (!stage.isLeft()) {
            return new StagedShards(run, plan, metadata, stage, fresh);
        }
        Optional<Journal> left = Journal.read(stage.path());
        if (left.isEmpty()) {
            throw another(stage, "it says of no model that it is an unfinished one");
        }
        if (isAnew || left.get().key().isEmpty()) {
            stage.discard();
            return new StagedShards(run, plan, metadata, stage, fresh);
        }
        if (!left.get().key().equals(key)) {
            String other = left.get().what();
            throw another(
                    stage,
                    "this is an unfinished model of another request"
                            + (other.isEmpty() ? "" : ", " + Shown.of(other))
                            + ", of other inputs or options, or of another version of the program");
        }
        return new StagedShards(run, plan, metadata, stage, left.get());
    }

    private static Failure another(StagedFolder stage, String what) {
        return Failure.of(
                SaveProblem.PARTIAL_OF_ANOTHER,
                stage.path(),
                what,
                "Finish it by its own request, remove this folder, or choose another place. An"
                    + " unfinished model is replaced where that is said (--restart; in the window,"
                    + " Start anew)");
    }

    /// The digest of a request with everything that the headers of its files say: names, dtypes,
    /// shapes, the cut into files, the version of the program.
    private static String key(Resumable request, ShardPlan plan) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(request.digest().getBytes(UTF_8));
            for (ShardPlan.Shard shard : plan.shards()) {
                sha.update(shard.name().getBytes(UTF_8));
                sha.update(shard.layout().header());
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Bytes of weights that have to be written yet, by what the journal says.
    long bytesLeft() {
        Set<Integer> done = new HashSet<>();
        journal.files().forEach(file -> done.add(file.number()));
        long left = 0;
        for (int i = 0; i < plan.shards().size(); i++) {
            left += done.contains(i) ? 0 : plan.shards().get(i).layout().fileSize();
        }
        return left;
    }

    /// Writes all files that are not whole yet. Returns how many weights of the model are NaN or
    /// infinite.
    long write() throws IOException, CancelledException {
        run.progress().begin(run.model().tensors().stream().mapToLong(Tensor::bytes).sum());
        resume();
        for (int number = 0; number < plan.shards().size(); number++) {
            if (!isDone(number)) {
                write(number);
            }
        }
        return journal.files().stream().mapToLong(Journal.Done::notFinite).sum();
    }

    /// Keeps what is whole of the files in the journal, and removes everything else.
    private void resume() throws IOException, CancelledException {
        if (journal.files().isEmpty()) {
            // An earlier process may have ended within its first file.
            if (Files.isDirectory(stage.path())) {
                stage.keepOnly(Set.of());
            }
            journal.write(stage.path());
            return;
        }
        List<Journal.Done> whole = new ArrayList<>();
        Set<String> names = new HashSet<>(Set.of(Journal.NAME));
        for (Journal.Done done : journal.files()) {
            String name = stagedName(done.number());
            if (!names.contains(name) && isWhole(done) && isTaken(done)) {
                whole.add(done);
                names.add(name);
                names.add(plan.shards().get(done.number()).name());
            }
        }
        journal = journal.withOnly(whole);
        journal.write(stage.path());
        stage.keepOnly(names);
        resumed = whole.size();
    }

    private boolean isTaken(Journal.Done done) {
        ShardPlan.Shard shard = plan.shards().get(done.number());
        try {
            run.rider().take(first(done.number()), shard.tensors().size(), done.found());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// Whether a file lies there with the tensors that it has to have and the numbers that were
    /// written. Reads all of it.
    private boolean isWhole(Journal.Done done) throws IOException, CancelledException {
        if (done.number() < 0 || done.number() >= plan.shards().size()) {
            return false;
        }
        ShardPlan.Shard shard = plan.shards().get(done.number());
        Path path = place(done.number());
        if (!Files.isRegularFile(path)
                || Files.size(path) != done.bytes()
                || done.bytes() != shard.layout().fileSize()) {
            return false;
        }
        try (Checkpoint file = Checkpoints.openAsStored(path)) {
            if (!file.tensors().equals(shard.tensors())
                    || !file.about().metadata().equals(metadata)) {
                return false;
            }
            Checksums sums = new Checksums(shard.tensors());
            new BlockPass(shard.tensors().stream().map(one -> Row.of(file, one)).toList())
                    .runOn(
                            sums.lane(row -> row, blocks -> blocks.part(0)),
                            run.request().compute(),
                            run.progress(),
                            run.cancellation());
            return sums.fingerprint().equals(done.fingerprint());
        } catch (Failure e) {
            // What cannot be read is written again.
            return false;
        }
    }

    private boolean isDone(int number) {
        return journal.files().stream().anyMatch(done -> done.number() == number);
    }

    /// Where a file lies: under its own name if the process ended while files got their names.
    private Path place(int number) {
        Path named = stage.path().resolve(plan.shards().get(number).name());
        return Files.exists(named) ? named : stage.path().resolve(stagedName(number));
    }

    private static String stagedName(int number) {
        return String.format(Locale.ROOT, "weights-%05d.part", number + 1);
    }

    private int first(int number) {
        int first = 0;
        for (int i = 0; i < number; i++) {
            first += plan.shards().get(i).tensors().size();
        }
        return first;
    }

    private void write(int number) throws IOException, CancelledException {
        ShardPlan.Shard shard = plan.shards().get(number);
        int first = first(number);
        List<Tensor> tensors = shard.tensors();
        Checksums sums = new Checksums(tensors);
        try (WeightsWriter writer =
                WeightsWriter.begin(stage.path().resolve(stagedName(number)), shard.layout())) {
            long notFinite = run.write(first, tensors.size(), writer, sums);
            writer.finish(metadata);
            run.inputs().requireUnwritten();
            writer.commit();
            journal =
                    journal.with(
                            new Journal.Done(
                                    number,
                                    shard.layout().fileSize(),
                                    sums.fingerprint(),
                                    notFinite,
                                    run.rider().found(first, tensors.size())));
            journal.write(stage.path());
        }
    }

    /// Gives all files their own names.
    void name() throws Failure {
        for (int number = 0; number < plan.shards().size(); number++) {
            if (Files.exists(stage.path().resolve(stagedName(number)))) {
                stage.rename(stagedName(number), plan.shards().get(number).name());
            }
        }
    }

    /// How many files were whole before.
    int resumed() {
        return resumed;
    }

    /// Whether a later process has something to go on with.
    boolean isWorthKeeping() {
        return !journal.key().isEmpty() && !journal.files().isEmpty();
    }

    /// How many files are whole, in words: `2 of 5 files of weights`.
    String done() {
        int all = plan.shards().size();
        return journal.files().size()
                + " of "
                + all
                + (all == 1 ? " file" : " files")
                + " of weights";
    }
}
