package org.taskvectors.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartTest {
    @Test
    void everyThingIsInOneShareAndSharesAreBalanced() {
        Random random = new Random(7);
        for (int of : new int[] {1, 2, 3, 7, 50}) {
            long[] bytes = random.longs(200, 1, 1_000_000).toArray();
            int[] held = new int[bytes.length];
            long least = Long.MAX_VALUE;
            long most = 0;
            for (int number = 1; number <= of; number++) {
                BitSet share = new Part(number, of).share(bytes);
                share.stream().forEach(i -> held[i]++);
                long sum = share.stream().mapToLong(i -> bytes[i]).sum();
                least = Math.min(least, sum);
                most = Math.max(most, sum);
            }
            assertThat(held).containsOnly(1);
            // Largest first: no two differ by more than the last thing that was handed out.
            assertThat(most - least).isLessThanOrEqualTo(Arrays.stream(bytes).max().orElse(0));
        }
    }

    @Test
    void theLargestComeFirstAndOfEqualSharesTheFirst() {
        long[] bytes = {1, 9, 4, 4, 0};

        // 9 to the first, 4, 4 and 1 to the second, which has as many then; nothing to the first.
        assertThat(new Part(1, 2).share(bytes)).isEqualTo(BitSet.valueOf(new long[] {0b10010}));
        assertThat(new Part(2, 2).share(bytes)).isEqualTo(BitSet.valueOf(new long[] {0b01101}));
    }

    @Test
    void moreSharesThanThingsLeaveSomeEmpty() {
        assertThat(new Part(3, 3).share(new long[] {5, 5}).isEmpty()).isTrue();
        assertThat(new Part(1, 3).share(new long[] {}).isEmpty()).isTrue();
    }

    @Test
    void aPartIsReadFromItsTwoNumbers() {
        assertThat(Part.parse("2/5")).contains(new Part(2, 5));
        for (String wrong :
                new String[] {"0/5", "6/5", "2", "2/", "/5", "a/b", "-1/5", "1/0", "1/10001"}) {
            assertThat(Part.parse(wrong)).as(wrong).isEmpty();
        }
        assertThatThrownBy(() -> new Part(3, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
