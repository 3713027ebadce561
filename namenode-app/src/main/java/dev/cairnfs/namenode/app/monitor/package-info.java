/**
 * What operators' tools look at: the audit log, health, metrics, MBeans and the addresses that HDFS has for them; uses
 * {@code app.core} and {@code app.http}.
 */
@NullMarked
package dev.cairnfs.namenode.app.monitor;

import org.jspecify.annotations.NullMarked;
