package org.taskvectors.ui.devices;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.DeviceTrouble;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Job;
import org.taskvectors.ui.common.Background;

/// Asks the person what becomes of a job whose device failed. The job's thread waits for the
/// answer, and other work goes on meanwhile. Several questions are asked one after the other.
public final class DeviceQuestions implements DeviceTrouble, AutoCloseable {
    /// How often a thread that waits looks whether its job was cancelled.
    private static final long LOOK_MILLIS = 100;

    private static final String NO_JOB = "A job";

    /// One question.
    ///
    /// @param job the title of the job: `Extracting sst2`
    /// @param device the one that failed
    /// @param failure what went wrong, and what would fit
    /// @param reply what the job's thread waits for; no two questions have the same
    public record Question(
            String job, Accelerator device, Failure failure, CompletableFuture<Answer> reply) {}

    private final Background background;
    private final Set<Question> asked = ConcurrentHashMap.newKeySet();
    private final ObservableList<Question> waiting = FXCollections.observableArrayList();
    private final ObservableList<Question> shown =
            FXCollections.unmodifiableObservableList(waiting);
    private volatile boolean isClosed;

    public DeviceQuestions(Background background) {
        this.background = background;
    }

    /// The questions that wait for an answer, the oldest first; changes on the window's thread.
    public ObservableList<Question> waiting() {
        return shown;
    }

    /// Answers a question. Call on the window's thread.
    public void answer(Question question, Answer answer) {
        waiting.remove(question);
        question.reply().complete(answer);
    }

    @Override
    public Answer ask(Accelerator device, Failure failure, Cancellation cancellation) {
        Question question =
                new Question(title(cancellation), device, failure, new CompletableFuture<>());
        asked.add(question);
        if (isClosed) {
            question.reply().complete(Answer.STOP);
        }
        background.window().execute(() -> show(question));
        try {
            return await(question, cancellation);
        } finally {
            asked.remove(question);
            background.window().execute(() -> waiting.remove(question));
        }
    }

    private void show(Question question) {
        if (!question.reply().isDone()) {
            waiting.add(question);
        }
    }

    /// Threads of jobs are never interrupted; one that is all the same is to end.
    private static Answer await(Question question, Cancellation cancellation) {
        Optional<Answer> reply = Optional.empty();
        while (reply.isEmpty() && !cancellation.isCancelled()) {
            try {
                reply = Optional.of(question.reply().get(LOOK_MILLIS, TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                reply = Optional.empty(); // The person still thinks.
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Answer.STOP;
            }
        }
        question.reply().complete(Answer.GO_ON); // Where there is no reply yet.
        return reply.orElse(Answer.GO_ON);
    }

    private String title(Cancellation cancellation) {
        return background.jobs().unfinished().stream()
                .filter(job -> job.isCancelledBy(cancellation))
                .map(Job::title)
                .findFirst()
                .orElse(NO_JOB);
    }

    /// The window closes: every question is answered with [DeviceTrouble.Answer#STOP], also those
    /// that are still to come.
    @Override
    public void close() {
        isClosed = true;
        asked.forEach(question -> question.reply().complete(Answer.STOP));
    }
}
