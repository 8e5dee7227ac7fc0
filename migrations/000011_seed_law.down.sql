DELETE FROM law.rule;
