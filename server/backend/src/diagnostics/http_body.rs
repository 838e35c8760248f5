use reqwest::Response;
use serde_json::Value;
use serde_json_path::JsonPath;

/// The body up to the cap, and whether there was more.
pub(super) async fn read(mut response: Response, most: usize) -> Result<(Vec<u8>, bool), reqwest::Error> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await? {
        let room = most - body.len();
        if piece.len() > room {
            body.extend_from_slice(&piece[..room]);
            return Ok((body, true));
        }
        body.extend_from_slice(&piece);
    }
    Ok((body, false))
}

/// The one node that a JSON path finds, as text; or why there is none, as a sentence.
pub(super) fn value(path: &JsonPath, body: &[u8], capped: bool) -> Result<String, String> {
    if capped {
        return Err("The body is longer than the target's limit, so it cannot be read as JSON: raise max_bytes.".to_owned());
    }
    let json: Value = serde_json::from_slice(body).map_err(|error| format!("The body is not JSON ({error})."))?;
    match path.query(&json).all().as_slice() {
        [Value::String(text)] => Ok(text.clone()),
        [Value::Null] => Err("The JSONPath finds null.".to_owned()),
        [one] => Ok(one.to_string()),
        [] => Err("The JSONPath finds nothing in the body.".to_owned()),
        many => Err(format!("The JSONPath finds {} values and a probe has one: narrow it.", many.len())),
    }
}
