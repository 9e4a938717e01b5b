"""Letters found by their words, among a million of them.

rows      the words of each letter in the database: these are the truth
segment   the words of many letters in a row, and every place in them sorted by what stands there
bound     segments as files, made of the rows and made again when they are missing or damaged
search    from the words of a copy to the letters that share most phrases with them
shelf     all of it together, for one database
"""
