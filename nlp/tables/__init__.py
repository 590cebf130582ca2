"""What is written in columns and rows: grids of sizes, tables with heads, amounts by days."""
