"""Letters found by their words, among a million of them.

rows      the words of each letter in the database: these are the truth
place     how far the rows go, and whether they are still the ones that were read
segment   the words of many letters in a row, and every place in them sorted by what stands there
bound     segments as files, made of the rows and made again when they are missing or damaged
files     how these are named
phrases   what a copy is looked up by, and how much of it some letters share
search    from the words of a copy to the letters that share most phrases with them
shelf     all of it together, for one database
"""
