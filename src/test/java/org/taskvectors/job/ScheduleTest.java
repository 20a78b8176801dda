package org.taskvectors.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final long GIB = 1L << 30;
    private static final Needs HEAVY = Needs.DEVICE.withMemory(16 * GIB);

    private final Schedule schedule = new Schedule(24 * GIB);

    private Job<String> asked(String title, Needs needs) {
        Job<String> job =
                new Job<>(title, needs, false, Optional.empty(), (_, _) -> "", _ -> {}, _ -> {});
        schedule.add(job);
        return job;
    }

    private List<String> started() {
        return schedule.start().stream().map(Job::title).toList();
    }

    private String waitsFor(Job<?> job) {
        return schedule.blocker(job).map(Job::title).orElse("");
    }

    @Test
    void whatWantsTheSameThingComesInOrder() {
        Job<?> first = asked("first", Needs.DISK);
        Job<?> second = asked("second", Needs.DISK);
        Job<?> third = asked("third", Needs.DISK);
        assertThat(started()).containsExactly("first");
        assertThat(waitsFor(first)).isEmpty();
        assertThat(waitsFor(second)).isEqualTo("first");
        assertThat(waitsFor(third)).as("what runs, not what waits too").isEqualTo("first");
        assertThat(started()).isEmpty();
        schedule.remove(first);
        assertThat(started()).containsExactly("second");
        schedule.remove(second);
        assertThat(started()).containsExactly("third");
    }

    @Test
    void whatWantsOtherThingsRunsBesideIt() {
        asked("copying", Needs.DISK);
        asked("answering", Needs.DEVICE);
        asked("opening", Needs.NOTHING);
        assertThat(started()).containsExactly("copying", "answering", "opening");
    }

    @Test
    void aWaitingJobKeepsItsPlaceInFrontOfThoseThatWantPartOfIt() {
        Job<?> copying = asked("copying", Needs.DISK);
        asked("extracting", Needs.DISK_AND_DEVICE);
        Job<?> training = asked("training", Needs.DEVICE);
        assertThat(started()).containsExactly("copying");
        assertThat(waitsFor(training)).isEqualTo("extracting");
        schedule.remove(copying);
        assertThat(started()).containsExactly("extracting");
    }

    @Test
    void memoryIsCounted() {
        Job<?> model = asked("model", Needs.NOTHING.withMemory(16 * GIB));
        Job<?> second = asked("second model", Needs.NOTHING.withMemory(16 * GIB));
        asked("small", Needs.NOTHING.withMemory(2 * GIB));
        assertThat(started()).containsExactly("model");
        assertThat(waitsFor(second)).isEqualTo("model");
        schedule.remove(model);
        assertThat(started()).containsExactly("second model", "small");
    }

    @Test
    void memoryIsKeptForThoseThatWaitLongerAndWhatHasRoomBesideThemStarts() {
        Job<?> chat = asked("chat", HEAVY);
        Job<?> next = asked("next chat", HEAVY);
        Job<?> copying = asked("copying", Needs.DISK.withMemory(GIB));
        assertThat(started()).containsExactly("chat");
        assertThat(waitsFor(copying)).as("32 of 24 GiB are promised").isEqualTo("chat");
        schedule.withdraw(next);
        assertThat(started()).containsExactly("copying");
        schedule.remove(chat);
        assertThat(started()).isEmpty();
    }

    @Test
    void whatNeedsMoreThanThereIsRunsWhenNoOtherHoldsMemory() {
        Job<?> small = asked("small", Needs.NOTHING.withMemory(1));
        Job<?> huge = asked("huge", Needs.NOTHING.withMemory(100 * GIB));
        Job<?> later = asked("later", Needs.NOTHING.withMemory(1));
        assertThat(started()).containsExactly("small");
        schedule.remove(small);
        assertThat(started()).containsExactly("huge");
        assertThat(waitsFor(later)).isEqualTo("huge");
        schedule.remove(huge);
        assertThat(started()).containsExactly("later");
    }

    @Test
    void shortWorkHasTwoThreadsAndNeverWaitsForLongWork() {
        asked("extracting", Needs.DISK_AND_DEVICE);
        asked("extracting too", Needs.DISK_AND_DEVICE);
        Job<?> a = asked("a", Needs.NOTHING);
        asked("b", Needs.NOTHING);
        Job<?> c = asked("c", Needs.NOTHING);
        assertThat(started()).containsExactly("extracting", "a", "b");
        assertThat(waitsFor(c)).isEmpty();
        schedule.remove(a);
        assertThat(started()).containsExactly("c");
    }

    @Test
    void oneThatIsTakenOutHoldsUpNobodyAnyMore() {
        Job<?> first = asked("first", Needs.DISK);
        Job<?> second = asked("second", Needs.DISK_AND_DEVICE);
        asked("third", Needs.DEVICE);
        assertThat(started()).containsExactly("first");
        assertThat(schedule.withdraw(second)).isTrue();
        assertThat(schedule.withdraw(first)).as("it runs").isFalse();
        assertThat(started()).containsExactly("third");
    }

    @Test
    void whateverIsAskedForEndsInOrderAndNothingIsHadTwice() {
        Random random = new Random(5);
        List<Needs> kinds =
                List.of(
                        Needs.NOTHING,
                        Needs.DISK,
                        Needs.DEVICE,
                        Needs.DISK_AND_DEVICE,
                        HEAVY,
                        Needs.NOTHING.withMemory(9 * GIB));
        List<Job<?>> all =
                IntStream.range(0, 400)
                        .<Job<?>>mapToObj(
                                i -> asked("" + i, kinds.get(random.nextInt(kinds.size()))))
                        .toList();
        List<Job<?>> running = new ArrayList<>(schedule.start());
        List<Job<?>> startedInOrder = new ArrayList<>(running);
        while (!running.isEmpty()) {
            for (Needs.Thing thing : Needs.Thing.values()) {
                assertThat(running.stream().filter(j -> j.needs().alone().contains(thing)).count())
                        .isLessThanOrEqualTo(1);
            }
            assertThat(running.stream().mapToLong(job -> job.needs().memory()).sum())
                    .isLessThanOrEqualTo(24 * GIB);
            schedule.remove(running.remove(random.nextInt(running.size())));
            List<Job<?>> next = schedule.start();
            running.addAll(next);
            startedInOrder.addAll(next);
        }
        assertThat(startedInOrder).hasSameSizeAs(all);
        Map<Needs, List<Job<?>>> byNeeds =
                startedInOrder.stream().collect(Collectors.groupingBy(Job::needs));
        byNeeds.values()
                .forEach(
                        jobs ->
                                assertThat(jobs)
                                        .extracting(job -> Integer.parseInt(job.title()))
                                        .isSorted());
    }
}
