/**
 * ONNX files as bytes: skimmed for everything but the numbers in their tensors, which are read when
 * somebody asks for them.
 */
@NullMarked
package dev.npusim.workloads.onnx.file;

import org.jspecify.annotations.NullMarked;
