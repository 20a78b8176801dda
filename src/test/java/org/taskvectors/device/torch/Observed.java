package org.taskvectors.device.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.BlockProgram;

/// A program that says before each operation that it is about to begin, and when it is closed.
record Observed(BlockProgram program, Before before, Runnable closed) implements BlockProgram {
    /// What happens before an operation.
    @FunctionalInterface
    interface Before {
        /// @throws Failure for the operation
        void run() throws Failure;
    }

    @Override
    public void next() {
        program.next();
    }

    @Override
    public MemorySegment memory(Arena arena, long bytes) throws Failure {
        return program.memory(arena, bytes);
    }

    @Override
    public Optional<Differenced> difference(Block base, Block tuned, Block output) throws Failure {
        before.run();
        return program.difference(base, tuned, output);
    }

    @Override
    public Optional<Measured> measure(Block stored) throws Failure {
        before.run();
        return program.measure(stored);
    }

    @Override
    public Optional<double[]> squares(Block base, Block stored) throws Failure {
        before.run();
        return program.squares(base, stored);
    }

    @Override
    public OptionalLong checksum(MemorySegment bytes, long position) throws Failure {
        before.run();
        return program.checksum(bytes, position);
    }

    @Override
    public Optional<Joined> joint(List<Block> vectors) throws Failure {
        before.run();
        return program.joint(vectors);
    }

    @Override
    public void close() {
        program.close();
        closed.run();
    }
}
