use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Form, Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    hmac,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// What Tocsin proves itself with.
pub(crate) const SECRET: &str = "between Tocsin and the forge, in 32 bytes or more";

/// A provider on loopback that does as it is told, however wrong that is.
pub(crate) struct Forger {
    pub(crate) url: String,
    bench: Arc<Mutex<Bench>>,
}

/// What it has at hand.
struct Bench {
    url: String,
    key: Key,
    codes: HashMap<String, HashMap<String, String>>,
    /// Whether it looks at PKCE, at the address to return to, and takes each code once.
    is_careful: bool,
    claims: Value,
    user_info: Option<Value>,
    change_discovery: Change<Value>,
    change_token: Change<Token>,
    change_answer: Change<Value>,
    moved_to: Option<String>,
}

type Change<T> = Box<dyn Fn(&mut T) + Send>;

/// An ID token on its way to be signed.
pub(crate) struct Token {
    pub(crate) header: Value,
    pub(crate) claims: Value,
    pub(crate) seal: Seal,
    /// After it was signed.
    pub(crate) tamper: Option<fn(&str) -> String>,
}

pub(crate) enum Seal {
    /// The key that the provider shows.
    Own,
    /// One that it does not show.
    Foreign,
    Hmac(Vec<u8>),
    None,
}

struct Key {
    id: String,
    pair: EcdsaKeyPair,
}

impl Key {
    fn new(id: &str) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap();
        Self { id: id.to_owned(), pair }
    }

    /// Public, as the provider shows it.
    fn shown(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.id, "x": part(&point[1..33]), "y": part(&point[33..65])})
    }

    fn sign(&self, text: &str) -> Vec<u8> {
        self.pair.sign(&SystemRandom::new(), text.as_bytes()).unwrap().as_ref().to_vec()
    }
}

impl Forger {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let claims =
            json!({"sub": "ada-1", "email": "ada@example.org", "email_verified": true, "name": "Ada", "groups": ["on-call"]});
        let bench = Bench {
            url: url.clone(),
            key: Key::new("first"),
            codes: HashMap::new(),
            is_careful: true,
            claims,
            user_info: None,
            change_discovery: Box::new(|_| ()),
            change_token: Box::new(|_| ()),
            change_answer: Box::new(|_| ()),
            moved_to: None,
        };
        let bench = Arc::new(Mutex::new(bench));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/user-info", get(user_info))
            .with_state(Arc::clone(&bench));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, bench }
    }

    fn bench(&self) -> MutexGuard<'_, Bench> {
        self.bench.lock().unwrap()
    }

    pub(crate) fn is_careless(&self) {
        self.bench().is_careful = false;
    }

    /// What is said of whoever signs in next; null takes a claim away.
    pub(crate) fn says(&self, claims: &Value) {
        let mut bench = self.bench();
        for (claim, value) in claims.as_object().unwrap() {
            bench.claims[claim] = value.clone();
        }
        bench.claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    }

    pub(crate) fn has_user_info(&self, claims: Value) {
        self.bench().user_info = Some(claims);
    }

    pub(crate) fn discovery(&self, change: impl Fn(&mut Value) + Send + 'static) {
        self.bench().change_discovery = Box::new(change);
    }

    pub(crate) fn tokens(&self, change: impl Fn(&mut Token) + Send + 'static) {
        self.bench().change_token = Box::new(change);
    }

    pub(crate) fn answers(&self, change: impl Fn(&mut Value) + Send + 'static) {
        self.bench().change_answer = Box::new(change);
    }

    /// Codes are to be handed in elsewhere from now on.
    pub(crate) fn moves_to(&self, url: &str) {
        self.bench().moved_to = Some(url.to_owned());
    }

    pub(crate) fn changes_keys(&self, id: &str) {
        self.bench().key = Key::new(id);
    }

    /// The key that everybody may know, as it is shown.
    pub(crate) fn public_key(&self) -> Vec<u8> {
        self.bench().key.pair.public_key().as_ref().to_vec()
    }

    /// Somebody consents to what Tocsin asks for; gives the code.
    pub(crate) fn consent(&self, asked: &HashMap<String, String>) -> String {
        assert_eq!((asked["response_type"].as_str(), asked["client_id"].as_str()), ("code", "tocsin"));
        assert_eq!(asked["code_challenge_method"], "S256");
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"), "{asked:?}");
        assert!(asked["state"].len() >= 43 && asked["nonce"].len() >= 43, "256 bits each: {asked:?}");
        let mut bench = self.bench();
        let code = format!("code-{}", bench.codes.len());
        bench.codes.insert(code.clone(), asked.clone());
        code
    }
}

type Shared = State<Arc<Mutex<Bench>>>;

async fn discovery(State(bench): Shared) -> Json<Value> {
    let bench = bench.lock().unwrap();
    let at = |path: &str| format!("{}{path}", bench.url);
    let mut said = json!({
        "issuer": bench.url, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"), "jwks_uri": at("/keys"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"], "code_challenge_methods_supported": ["plain", "S256"],
    });
    if bench.user_info.is_some() {
        said["userinfo_endpoint"] = at("/user-info").into();
    }
    (bench.change_discovery)(&mut said);
    Json(said)
}

async fn keys(State(bench): Shared) -> Json<Value> {
    Json(json!({"keys": [bench.lock().unwrap().key.shown()]}))
}

async fn token(State(bench): Shared, headers: header::HeaderMap, Form(form): Form<HashMap<String, String>>) -> Response {
    let mut bench = bench.lock().unwrap();
    if let Some(url) = &bench.moved_to {
        return (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, url.clone())]).into_response();
    }
    let refused = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({"error": error}))).into_response();
    assert!(headers[header::AUTHORIZATION].to_str().unwrap().starts_with("Basic "), "Tocsin proves itself");
    let is_careful = bench.is_careful;
    let known = if is_careful { bench.codes.remove(&form["code"]) } else { bench.codes.get(&form["code"]).cloned() };
    let Some(asked) = known else { return refused("invalid_grant") };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
    if is_careful && (challenge != asked["code_challenge"] || form["redirect_uri"] != asked["redirect_uri"]) {
        return refused("invalid_grant");
    }
    let now = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now()).timestamp();
    let access = "an access token that no browser sees";
    let mut claims = bench.claims.clone();
    let digest = Sha256::digest(access);
    let usual = json!({"iss": bench.url, "aud": "tocsin", "nonce": asked["nonce"], "iat": now, "exp": now + 300,
        "at_hash": URL_SAFE_NO_PAD.encode(&digest[..16])});
    claims.as_object_mut().unwrap().extend(usual.as_object().unwrap().clone());
    let header = json!({"alg": "ES256", "kid": bench.key.id, "typ": "JWT"});
    let mut token = Token { header, claims, seal: Seal::Own, tamper: None };
    (bench.change_token)(&mut token);
    let mut answer =
        json!({"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": sealed(&bench.key, &token)});
    (bench.change_answer)(&mut answer);
    Json(answer).into_response()
}

async fn user_info(State(bench): Shared) -> Json<Value> {
    Json(bench.lock().unwrap().user_info.clone().unwrap())
}

fn sealed(key: &Key, token: &Token) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(&token.header), part(&token.claims));
    let seal = match &token.seal {
        Seal::Own => key.sign(&text),
        Seal::Foreign => Key::new("foreign").sign(&text),
        Seal::Hmac(secret) => hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), text.as_bytes()).as_ref().to_vec(),
        Seal::None => vec![],
    };
    let whole = format!("{text}.{}", URL_SAFE_NO_PAD.encode(seal));
    token.tamper.map_or(whole.clone(), |tamper| tamper(&whole))
}
