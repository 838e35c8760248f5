mod attacks;
mod evidence;
mod guard;
mod lab;
mod limits;
mod second_fence;
mod targets;
mod web;
