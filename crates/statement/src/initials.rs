//! Initials of organisations: two or three letters, no two alike in one statement.

/// Words that stand in every name and tell none apart.
const SMALL: [&str; 16] =
    ["of", "the", "for", "and", "on", "in", "to", "a", "an", "de", "la", "le", "les", "des", "du", "et"];

/// Initials for `name` that none of `taken` has. The order of joining decides, so they never change.
pub(crate) fn initials(name: &str, taken: &[&str]) -> String {
    let words: Vec<Vec<char>> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !SMALL.contains(&word.to_lowercase().as_str()))
        .map(|word| word.chars().flat_map(char::to_uppercase).collect())
        .collect();
    let letters: Vec<char> = words.iter().flatten().copied().collect();
    let firsts: Vec<char> = words.iter().filter_map(|word| word.first().copied()).collect();

    let mut tries: Vec<String> = Vec::new();
    if firsts.len() >= 2 {
        tries.push(firsts.iter().take(3).collect());
        tries.push(firsts.iter().take(2).collect());
    }
    if let Some((first, rest)) = letters.split_first() {
        tries.extend(rest.iter().map(|second| format!("{first}{second}")));
        for (i, second) in rest.iter().enumerate().take(12) {
            tries.extend(rest.iter().skip(i + 1).take(12).map(|third| format!("{first}{second}{third}")));
        }
    }
    let start = letters.first().copied().unwrap_or('X');
    let free = |text: &String| !taken.contains(&text.as_str());
    // One more number than there are others: one of them is free.
    let numbered = (2..).map(|number: usize| format!("{start}{number}")).take(taken.len() + 1);
    tries.into_iter().chain(numbered).find(free).unwrap_or_else(|| format!("{start}{}", taken.len() + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organisations_are_told_apart() {
        let mut taken: Vec<String> = Vec::new();
        for name in [
            "Vienna Committee for Crime Prevention",
            "Victims Centre of Colombo Province",
            "Penal Reform",
            "Penal Research",
            "Penal Reform",
            "国际刑法协会",
            "منظمة السلام",
            "7",
            "7",
            "…",
        ] {
            let others: Vec<&str> = taken.iter().map(String::as_str).collect();
            let new = initials(name, &others);
            assert!(!taken.contains(&new) && new.chars().count() >= 2, "{name}: {new}");
            taken.push(new);
        }
        assert_eq!(taken[0], "VCC");
        assert_eq!(taken[1], "VC");
    }

    #[test]
    fn hundreds_of_the_same_name_are_told_apart() {
        let mut taken: Vec<String> = Vec::new();
        for _ in 0..300 {
            let new = initials("Peace", &taken.iter().map(String::as_str).collect::<Vec<_>>());
            assert!(!taken.contains(&new));
            taken.push(new);
        }
    }
}
