package org.taskvectors.ui.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.Patience;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Recognition;
import org.taskvectors.job.JobQueue;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.ui.common.Background;

class DropViewModelTest {
    @TempDir private Path folder;
    private final JobQueue jobs = new JobQueue();
    private final LinkedBlockingQueue<Runnable> window = new LinkedBlockingQueue<>();
    private final List<Path> opened = new ArrayList<>();

    @AfterEach
    void close() {
        jobs.close();
    }

    private DropViewModel model(Function<Path, Recognition> recognise) {
        return new DropViewModel(
                new Background(jobs, window::add, (_, _) -> {}), recognise, opened::addAll);
    }

    private void pass() throws InterruptedException {
        Runnable task = window.poll(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(task).isNotNull();
        task.run();
    }

    @Test
    void whatHangsOverTheWindowIsRecognisedInTheBackground() throws InterruptedException {
        Path file = TestCheckpoint.llama(folder.resolve("sst2.safetensors"), 1);
        CountDownLatch mayLook = new CountDownLatch(1);
        DropViewModel model =
                model(
                        path -> {
                            try {
                                mayLook.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return Checkpoints.recognise(path);
                        });
        model.enter(List.of(file));
        assertThat(model.activeProperty().get()).isTrue();
        assertThat(model.headlineProperty().get()).isEqualTo("Looking at 1 item…");
        mayLook.countDown();
        pass();
        assertThat(model.headlineProperty().get()).isEqualTo("Drop to add 1 item");
        assertThat(model.recognised()).singleElement().matches(Recognition::accepted);
        model.drop(List.of(file));
        assertThat(opened).containsExactly(file);
        assertThat(model.activeProperty().get()).isFalse();
    }

    @Test
    void whatCannotBeOpenedIsRefusedWithTheReason() throws InterruptedException {
        DropViewModel model = model(Checkpoints::recognise);
        model.enter(List.of(folder.resolve("absent.safetensors")));
        pass();
        assertThat(model.headlineProperty().get()).isEqualTo("This cannot be added");
        assertThat(model.recognised().getFirst().reason()).isNotEmpty();
    }

    @Test
    void whatComesAfterItWasTakenAwayIsDropped() throws InterruptedException {
        DropViewModel model = model(Checkpoints::recognise);
        model.enter(List.of(folder.resolve("a.safetensors")));
        model.leave();
        pass();
        assertThat(model.recognised()).isEmpty();
        assertThat(model.activeProperty().get()).isFalse();
    }
}
