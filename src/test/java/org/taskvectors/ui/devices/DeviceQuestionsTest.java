package org.taskvectors.ui.devices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taskvectors.Patience;
import org.taskvectors.accelerator.DeviceTrouble.Answer;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.ui.TestDevices;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.workspace.WorkspaceState;

class DeviceQuestionsTest {
    private final Failure full =
            TestDevices.failure("its memory is full", null, "Blocks of 8 MB would fit");

    private final TestPlace place = new TestPlace(WorkspaceState.EMPTY);
    private final DeviceQuestions questions = new DeviceQuestions(place.context().background());

    @AfterEach
    void close() {
        questions.close();
        place.close();
    }

    private Job<Answer> asking(String title) {
        return place.jobs()
                .submit(
                        title,
                        Needs.NOTHING,
                        (_, cancellation) -> questions.ask(TestDevices.GPU, full, cancellation),
                        _ -> {});
    }

    private void answer(Answer answer) {
        questions.answer(questions.waiting().getFirst(), answer);
    }

    @Test
    void theJobGetsTheAnswerOfThePerson() {
        for (Answer answer : Answer.values()) {
            Job<Answer> job = asking("Extracting sst2");
            place.until(() -> questions.waiting().size() == 1);
            DeviceQuestions.Question asked = questions.waiting().getFirst();
            assertThat(asked.job()).isEqualTo("Extracting sst2");
            assertThat(asked.device()).isEqualTo(TestDevices.GPU);
            assertThat(asked.failure()).isEqualTo(full);
            assertThat(job.state()).isEqualTo(Job.State.RUNNING);
            answer(answer);
            assertThat(questions.waiting()).isEmpty();
            place.until(() -> job.result().isPresent());
            assertThat(job.result()).contains(answer);
        }
    }

    @Test
    void severalQuestionsAreAskedOneAfterTheOther() {
        Job<Answer> first = asking("Extracting a");
        place.until(() -> questions.waiting().size() == 1);
        Job<Answer> second = asking("Extracting b");
        place.until(() -> questions.waiting().size() == 2);
        assertThat(questions.waiting().getFirst().job()).isEqualTo("Extracting a");
        answer(Answer.STOP);
        place.until(() -> first.result().isPresent());
        assertThat(questions.waiting().getFirst().job()).isEqualTo("Extracting b");
        answer(Answer.GO_ON);
        place.until(() -> second.result().isPresent());
        assertThat(first.result()).contains(Answer.STOP);
        assertThat(second.result()).contains(Answer.GO_ON);
    }

    @Test
    void aJobThatIsCancelledMeanwhileTakesItsQuestionAway() {
        Job<Answer> job = asking("Extracting a");
        place.until(() -> questions.waiting().size() == 1);
        job.cancel();
        place.until(() -> job.result().isPresent() && questions.waiting().isEmpty());
        assertThat(job.result()).contains(Answer.GO_ON);
    }

    @Test
    void aWindowThatClosesStopsWhatAsksAndWhatWillAsk() throws Exception {
        Job<Answer> job = asking("Extracting a");
        place.until(() -> questions.waiting().size() == 1);
        questions.close();
        place.until(() -> job.result().isPresent() && questions.waiting().isEmpty());
        assertThat(job.result()).contains(Answer.STOP);
        CompletableFuture<Answer> late =
                CompletableFuture.supplyAsync(
                        () -> questions.ask(TestDevices.GPU, full, new Cancellation()));
        assertThat(late.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(Answer.STOP);
        place.settle();
        assertThat(questions.waiting()).isEmpty();
    }

    @Test
    void workThatIsNoJobAsksToo() throws Exception {
        CompletableFuture<Answer> asked =
                CompletableFuture.supplyAsync(
                        () -> questions.ask(TestDevices.GPU, full, new Cancellation()));
        place.until(() -> questions.waiting().size() == 1);
        assertThat(questions.waiting().getFirst().job()).isEqualTo("A job");
        answer(Answer.GO_ON);
        assertThat(asked.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(Answer.GO_ON);
    }
}
