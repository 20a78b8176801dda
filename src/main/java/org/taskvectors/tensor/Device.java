package org.taskvectors.tensor;

/// Where kernels run. There is one kind so far; a GPU is one more constant and one more
/// implementation of [Kernels].
public enum Device {
    CPU
}
