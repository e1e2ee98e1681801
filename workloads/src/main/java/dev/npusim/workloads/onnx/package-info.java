/** ONNX files become graphs: read, fold, raise, lower. */
@NullMarked
package dev.npusim.workloads.onnx;

import org.jspecify.annotations.NullMarked;
